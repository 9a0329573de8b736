from baigong.domains.measurements.models.measurement import Measurement

__all__ = ["Measurement"]
