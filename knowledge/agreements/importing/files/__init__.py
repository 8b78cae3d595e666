"""The files that may be imported: CSV, TSV and XLSX, read within limits."""
