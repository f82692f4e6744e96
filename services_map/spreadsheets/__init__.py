"""The directory in spreadsheets: one row a service, read, planned, shown and only then applied; and written out again without loss."""
