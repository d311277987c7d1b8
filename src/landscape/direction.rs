//! Directions in weight space, normalised per filter.
