//! E5 on made-up runs whose answers are known.
