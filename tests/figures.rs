//! Figures drawn as SVG: what must be in the picture is, nothing leaves the plot, and no nonsense breaks it.
//!
//! With HEAVYTAIL_FIGURES set to a folder, the representative figures are written there, to be looked at.
#![cfg(not(target_arch = "wasm32"))]
mod figures {
    mod nonsense;
    mod samples;
    mod structure;
    mod svg;
}
