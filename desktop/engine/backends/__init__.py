"""One adapter per outside thing. Heavy imports live here and nowhere else."""
