//! The loss and its gradient at given weights: what a script checks the model by.
use crate::error::Error;
use crate::linalg::Real;
use crate::model::config::Config;
use crate::model::Model;

/// Mean cross-entropy in nats and its gradient in layout order, for B × T tokens, dropout off. T is the context, or fewer
/// tokens are one shorter sequence.
///
/// # Errors
/// [`Error::Call`] when weights, tokens and targets do not fit the model.
pub fn loss_and_gradient<T: Real>(
    config: Config,
    weights: &[f32],
    tokens: &[u32],
    targets: &[u32],
) -> Result<(f64, Vec<T>), Error> {
    let batch = if tokens.len() < config.context { 1 } else { tokens.len() / config.context };
    let theta: Vec<T> = weights.iter().map(|&w| T::of(w.into())).collect();
    let mut model = Model::<T>::new(config, batch)?;
    model.check(&theta, tokens, Some(targets), batch)?;
    let mut gradient = vec![T::ZERO; theta.len()];
    let loss = model.forward(&theta, tokens, targets, batch, None);
    model.backward(&theta, &mut gradient, 1.0);
    Ok((loss, gradient))
}
