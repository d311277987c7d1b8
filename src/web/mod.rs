//! (in preparation)
pub mod painter;
