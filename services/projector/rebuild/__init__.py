"""`chitieu rebuild`: a new version of the views from the log, proved before it is put in place."""
