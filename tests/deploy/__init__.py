"""Several processes, faults, backups, and the files of deploy/."""
