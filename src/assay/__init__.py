"""assay tells, for every integration a checkout depends on, whether it is fit, unfit or unproven to take money."""

__version__ = "0.1.0"
