//! (in preparation)
pub mod config;
pub mod layout;
