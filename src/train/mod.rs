//! Training: what an observer sees of a step.

/// One finished step, as observers see it. All slices lie in the layout's order.
#[derive(Debug, Clone, Copy)]
pub struct StepView<'a> {
    /// 1-based.
    pub step: u64,
    /// Mean cross-entropy of the batch before the update, in nats.
    pub loss: f64,
    /// Weights after the update.
    pub theta: &'a [f32],
    /// The batch's gradient, before the update.
    pub gradient: &'a [f32],
    /// w_t − w_{t−1}, as the weights really changed (after rounding).
    pub update: &'a [f32],
}
