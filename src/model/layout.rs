//! THE tensor table: name, shape, offset and initial law of every tensor in the flat arena, stated once. Sizes, views,
//! observers' names and the scripts' offsets all derive from it.
use super::config::{Config, Positions};
use serde::Serialize;

/// The law that a tensor's initial values follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Init {
    /// N(0, 1).
    Normal,
    /// Uniform on ±bound.
    Uniform(f64),
    /// All equal.
    Constant(f64),
}

/// One tensor of the arena, row-major.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tensor {
    /// e.g. `layers.0.attention.query.weight`.
    pub name: String,
    /// `[rows, columns]` of a matrix (out × in, as PyTorch stores it), `[n]` of a vector.
    pub shape: Vec<usize>,
    /// Index of its first element in the arena.
    pub offset: usize,
    /// Whether its updates belong in a tail. Key biases do not: softmax is invariant to them, so that their gradient is
    /// rounding noise.
    pub in_tail: bool,
    /// Of the weights of a linear map: the number of the first unit that it reads. All units that linear maps read are
    /// counted in the order of the forward pass; column j reads the unit `input` + j.
    #[serde(skip)]
    pub input: Option<usize>,
    /// How it starts.
    #[serde(skip)]
    pub init: Init,
}

impl Tensor {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it has no element (never, in a checked configuration).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where it lies in the arena.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.len()
    }
}

/// The table of updates that no model made: nameless vectors, one after the other, each by its length and whether it is
/// part of the tail.
pub fn vectors(lengths: &[(usize, bool)]) -> Vec<Tensor> {
    let mut offset = 0;
    let vector = |&(len, in_tail): &(usize, bool)| {
        offset += len;
        Tensor {
            name: String::new(),
            shape: vec![len],
            offset: offset - len,
            in_tail,
            input: None,
            init: Init::Constant(0.0),
        }
    };
    lengths.iter().map(vector).collect()
}

/// The offsets of one block's tensors: what the forward and backward passes index by.
#[derive(Debug, Clone, Copy, Default)]
pub struct Block {
    /// [3C, C]: query, key and value weights, adjacent, so that one product makes all three.
    pub qkv_weight: usize,
    /// `[3C]`.
    pub qkv_bias: usize,
    /// `[C, C]`.
    pub out_weight: usize,
    /// `[C]`.
    pub out_bias: usize,
    /// `[C]` gain, then `[C]` bias.
    pub norm1: usize,
    /// `[F, C]`.
    pub ff1_weight: usize,
    /// `[F]`.
    pub ff1_bias: usize,
    /// `[C, F]`.
    pub ff2_weight: usize,
    /// `[C]`.
    pub ff2_bias: usize,
    /// `[C]` gain, then `[C]` bias.
    pub norm2: usize,
}

/// The table and the offsets that the passes use.
#[derive(Debug, Clone)]
pub struct Layout {
    /// In arena order, without gaps.
    pub tensors: Vec<Tensor>,
    /// `[V, C]`.
    pub embedding: usize,
    /// `[T, C]`, when learned.
    pub positions: Option<usize>,
    /// One per layer.
    pub blocks: Vec<Block>,
    /// `[C]` gain, then `[C]` bias, when there is one.
    pub final_norm: Option<usize>,
    /// `[V, C]`.
    pub head_weight: usize,
    /// `[V]`.
    pub head_bias: usize,
    /// Length of the arena.
    pub len: usize,
    /// Units that linear maps read: of each block C for query, key and value, C for the output, C and F for the
    /// feed-forward; then C for the head.
    pub units: usize,
}

impl Layout {
    /// The table of a configuration. Initial laws are PyTorch's defaults for `TransformerEncoderLayer`, `Embedding` and
    /// `Linear`.
    pub fn new(config: &Config) -> Self {
        let Config { vocab, context, d_model: c, d_ff: f, .. } = *config;
        let mut tensors: Vec<Tensor> = Vec::new();
        let mut len = 0;
        let mut add = |name: String, shape: &[usize], init: Init| {
            let in_tail = !name.ends_with("key.bias");
            let tensor = Tensor { name, shape: shape.to_vec(), offset: len, in_tail, input: None, init };
            len += tensor.len();
            tensors.push(tensor);
            tensors[tensors.len() - 1].offset
        };
        let (by_c, by_f) = (Init::Uniform(1.0 / (c as f64).sqrt()), Init::Uniform(1.0 / (f as f64).sqrt()));
        // Xavier over the stacked 3C × C matrix: √(6 / (C + 3C)).
        let xavier = Init::Uniform((6.0 / (4.0 * c as f64)).sqrt());
        let (zero, one) = (Init::Constant(0.0), Init::Constant(1.0));

        let embedding = add("embedding.weight".into(), &[vocab, c], Init::Normal);
        let positions = (config.positions == Positions::Learned)
            .then(|| add("positions.weight".into(), &[context, c], Init::Normal));
        let mut blocks = Vec::with_capacity(config.layers);
        for layer in 0..config.layers {
            let mut add = |name: &str, shape: &[usize], init| add(format!("layers.{layer}.{name}"), shape, init);
            let qkv_weight = add("attention.query.weight", &[c, c], xavier);
            add("attention.key.weight", &[c, c], xavier);
            add("attention.value.weight", &[c, c], xavier);
            let qkv_bias = add("attention.query.bias", &[c], zero);
            add("attention.key.bias", &[c], zero);
            add("attention.value.bias", &[c], zero);
            let out_weight = add("attention.out.weight", &[c, c], by_c);
            let out_bias = add("attention.out.bias", &[c], zero);
            let norm1 = add("norm1.gain", &[c], one);
            add("norm1.bias", &[c], zero);
            let ff1_weight = add("ff1.weight", &[f, c], by_c);
            let ff1_bias = add("ff1.bias", &[f], by_c);
            let ff2_weight = add("ff2.weight", &[c, f], by_f);
            let ff2_bias = add("ff2.bias", &[c], by_f);
            let norm2 = add("norm2.gain", &[c], one);
            add("norm2.bias", &[c], zero);
            blocks.push(Block {
                qkv_weight,
                qkv_bias,
                out_weight,
                out_bias,
                norm1,
                ff1_weight,
                ff1_bias,
                ff2_weight,
                ff2_bias,
                norm2,
            });
        }
        let final_norm = config.final_norm.then(|| {
            let offset = add("final_norm.gain".into(), &[c], one);
            add("final_norm.bias".into(), &[c], zero);
            offset
        });
        let head_weight = add("head.weight".into(), &[vocab, c], by_c);
        let head_bias = add("head.bias".into(), &[vocab], by_c);
        let units = number_inputs(&mut tensors);
        Layout { tensors, embedding, positions, blocks, final_norm, head_weight, head_bias, len, units }
    }
}

/// Numbers the units that linear maps read, and says how many there are.
fn number_inputs(tensors: &mut [Tensor]) -> usize {
    let looked_up = |name: &str| name.starts_with("embedding") || name.starts_with("positions");
    let mut units = 0..0;
    for tensor in tensors.iter_mut().filter(|one| one.name.ends_with(".weight") && !looked_up(&one.name)) {
        // Key and value read what query reads.
        if !(tensor.name.ends_with("key.weight") || tensor.name.ends_with("value.weight")) {
            units = units.end..units.end + tensor.shape[1];
        }
        tensor.input = Some(units.start);
    }
    units.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_the_published_ones() {
        assert_eq!(Layout::new(&Config::PAPER).len, 409_394);
        assert_eq!(Layout::new(&Config::REFERENCE_128).len, 421_697);
        let d64 = Config { d_model: 64, d_ff: 256, ..Config::REFERENCE_128 };
        assert_eq!(Layout::new(&d64).len, 112_577);
    }

    #[test]
    fn units_are_numbered_along_the_forward_pass() {
        let layout = Layout::new(&Config::REFERENCE_128);
        let input = |name: &str| layout.tensors.iter().find(|tensor| tensor.name == name).and_then(|one| one.input);
        let first = ["query", "key", "value", "out"].map(|name| input(&format!("layers.0.attention.{name}.weight")));
        assert_eq!(first, [Some(0), Some(0), Some(0), Some(128)]);
        let second = ["layers.1.attention.query.weight", "layers.1.ff1.weight", "layers.1.ff2.weight", "head.weight"];
        assert_eq!(second.map(input), [Some(896), Some(1152), Some(1280), Some(1792)]);
        assert_eq!(layout.units, 1920);
        assert_eq!(layout.tensors.iter().filter(|tensor| tensor.input.is_some()).count(), 13);
    }

    #[test]
    fn tensors_tile_the_arena() {
        let layout = Layout::new(&Config::REFERENCE_128);
        let mut end = 0;
        for tensor in &layout.tensors {
            assert_eq!(tensor.offset, end, "{}", tensor.name);
            end = tensor.range().end;
        }
        assert_eq!(end, layout.len);
    }
}
