"""What crosses a boundary: strict on the way in, one encoding on the way out."""
