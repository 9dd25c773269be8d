"""How far two points on the ground are apart.

Many points at once, to put sites in order: on a sphere, right to half a percent. One pair, for a
figure that a patient reads: on the earth's ellipsoid, by geopy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

_EARTH_KM = 6371.0


def distances_km(here: Point, there: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kilometres from `here` to each row of `there`, shape (n, 2); not a number where one is."""
    latitude, longitude = np.radians(here[0]), np.radians(here[1])
    latitudes, longitudes = np.radians(there[:, 0]), np.radians(there[:, 1])
    chord = (
        np.sin((latitudes - latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(latitudes) * np.sin((longitudes - longitude) / 2) ** 2
    )
    found: NDArray[np.float64] = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return found


def ground_km(here: Point, there: Point) -> float:
    """Kilometres between two points over the ground."""
    # Imported here: most answers name no distance.
    from geopy.distance import geodesic

    return float(geodesic(here, there).km)
