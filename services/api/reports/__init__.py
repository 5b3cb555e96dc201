"""A plan's report on paper: from statuses to the printed columns of Phụ lục I, as xlsx and csv."""
