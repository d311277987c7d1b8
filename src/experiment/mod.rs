//! The experiments: each runs observers and estimators over training and ends in a result and a figure. None does I/O.
pub mod landscape;
pub mod updates;
pub mod verdict;
