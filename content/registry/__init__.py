"""The registry: ClinicalTrials.gov's studies as they are, kept in `registry.db`."""
