//! The conformance suite of the matrix product: every shape class, on any leaf, against the naive oracle. It runs
//! natively (tests/products.rs), in Node and in Chrome (tests/web.rs).
use heavytail::experiment::selftest::reference as tables;
use heavytail::linalg::{lane, lane::Lane, product_with, reference, Known, Real, Start, Workspace, FLAVOUR};
use heavytail::rng::{Purpose, Rng};
use ndarray::{s, Array3, ArrayView3, Axis};

/// How an operand lies in memory.
#[derive(Debug, Clone, Copy)]
enum Lie {
    /// Row-major.
    Plain,
    /// A transposed view.
    Transposed,
    /// Every second row and column of a larger array.
    Strided,
    /// A column slice of a wider array, as one head of a stacked query-key-value matrix is.
    Sliced,
}
const LIES: [Lie; 4] = [Lie::Plain, Lie::Transposed, Lie::Strided, Lie::Sliced];

/// Random numbers [batch, rows, columns] seen as `lie` says.
fn operand<T: Real>(rng: &mut Rng, batch: usize, rows: usize, columns: usize, lie: Lie) -> (Array3<T>, Lie) {
    let shape = match lie {
        Lie::Plain => (batch, rows, columns),
        Lie::Transposed => (batch, columns, rows),
        Lie::Strided => (batch, 2 * rows, 2 * columns),
        Lie::Sliced => (batch, rows, columns + 5),
    };
    (Array3::from_shape_fn(shape, |_| T::of(rng.normal())), lie)
}

fn seen<T>((array, lie): &(Array3<T>, Lie)) -> ArrayView3<'_, T> {
    match lie {
        Lie::Plain => array.view(),
        Lie::Transposed => array.view().permuted_axes([0, 2, 1]),
        Lie::Strided => array.slice(s![.., ..;2, ..;2]),
        Lie::Sliced => array.slice(s![.., .., 3..array.dim().2 - 2]),
    }
}

/// Runs every case on one leaf and returns how many ran. Panics at the first element that differs from the oracle: by a
/// bit where the leaf does not fuse, by more than rounding explains where it does.
fn suite<L: Lane>(fused: bool) -> usize {
    let mut rng = Rng::new(7, Purpose::Statistics);
    let mut work = Workspace::default();
    let mut cases = 0;
    for (index, [batch, m, n, k]) in tables::products().into_iter().enumerate() {
        // All lies of both operands on the batches and long sums, a rotating pair elsewhere.
        let pairs: Vec<(Lie, Lie)> = if index >= 1000 {
            LIES.iter().flat_map(|&a| LIES.map(|b| (a, b))).collect()
        } else {
            vec![(LIES[index % 4], LIES[index / 4 % 4])]
        };
        for (pair, &(lie_a, lie_b)) in pairs.iter().enumerate() {
            let a = operand::<L::Elem>(&mut rng, batch, m, k, lie_a);
            let b = operand::<L::Elem>(&mut rng, batch, k, n, lie_b);
            let bias: Vec<L::Elem> = (0..n).map(|_| L::Elem::of(rng.normal())).collect();
            for (which, start) in [Start::Zero, Start::Bias(&bias), Start::Accumulate].into_iter().enumerate() {
                // C too lies in every way.
                let lie_c = LIES[(index + pair + which) % 4];
                let (mut c, _) = operand::<L::Elem>(&mut rng, batch, m, n, lie_c);
                let mut want = c.clone();
                let view =
                    |array: &mut Array3<L::Elem>, run: &mut dyn FnMut(ndarray::ArrayViewMut3<'_, L::Elem>)| match lie_c
                    {
                        Lie::Plain => run(array.view_mut()),
                        Lie::Transposed => run(array.view_mut().permuted_axes([0, 2, 1])),
                        Lie::Strided => run(array.slice_mut(s![.., ..;2, ..;2])),
                        Lie::Sliced => {
                            let end = array.dim().2 - 2;
                            run(array.slice_mut(s![.., .., 3..end]));
                        }
                    };
                view(&mut c, &mut |c| product_with::<L>(&mut work, c, seen(&a), seen(&b), start, Known::Nothing));
                view(&mut want, &mut |c| reference::product(c, seen(&a), seen(&b), start));
                // Fusing drops K roundings of partial sums of size about √K: their sum stays below this.
                let tolerance = if fused { 1e-6 * (k as f64 + 1.0) } else { 0.0 };
                for (at, (&got, &want)) in c.iter().zip(&want).enumerate() {
                    let off = (got.to_f64() - want.to_f64()).abs();
                    assert!(
                        off <= tolerance,
                        "leaf {}: {batch}×{m}×{k}×{n}, A {lie_a:?}, B {lie_b:?}, C {lie_c:?}, start {which}: element {at} is {got:?}, not {want:?}",
                        L::NAME
                    );
                }
                cases += 1;
            }
        }
    }
    cases
}

/// `.dot` of ndarray as a second oracle, which we did not write.
fn against_ndarray<L: Lane>() {
    let mut rng = Rng::new(8, Purpose::Statistics);
    let mut work = Workspace::default();
    for (m, n, k) in [(50, 65, 32), (128, 128, 128), (65, 65, 300)] {
        let a = operand::<L::Elem>(&mut rng, 1, m, k, Lie::Plain).0.mapv(|x| x.to_f64());
        let b = operand::<L::Elem>(&mut rng, 1, k, n, Lie::Plain).0.mapv(|x| x.to_f64());
        let mut c = Array3::from_elem((1, m, n), L::Elem::ZERO);
        let rounded = |x: &Array3<f64>| x.mapv(L::Elem::of);
        product_with::<L>(&mut work, c.view_mut(), rounded(&a).view(), rounded(&b).view(), Start::Zero, Known::Nothing);
        let want = a.index_axis(Axis(0), 0).dot(&b.index_axis(Axis(0), 0));
        for (got, want) in c.iter().zip(&want) {
            assert!((got.to_f64() - want).abs() < 1e-5 * k as f64, "{}: {got:?} {want}", L::NAME);
        }
    }
}

/// Triangles: what is left out must not change what is read.
fn triangles<L: Lane>() {
    let mut rng = Rng::new(9, Purpose::Statistics);
    let mut work = Workspace::default();
    for (m, n, k) in [(50, 50, 8), (64, 64, 32), (50, 9, 50), (13, 13, 13), (300, 17, 290), (290, 5, 300)] {
        for known in [Known::LowerA, Known::UpperA, Known::LowerC] {
            let mut a = operand::<L::Elem>(&mut rng, 1, m, k, Lie::Plain).0;
            let b = operand::<L::Elem>(&mut rng, 1, k, n, Lie::Plain).0;
            for ((_, i, p), x) in a.indexed_iter_mut() {
                if known == Known::LowerA && p > i || known == Known::UpperA && p < i {
                    *x = L::Elem::ZERO;
                }
            }
            let [mut got, mut want] = [0; 2].map(|_| Array3::from_elem((1, m, n), L::Elem::ONE));
            product_with::<L>(&mut work, got.view_mut(), a.view(), b.view(), Start::Zero, known);
            product_with::<L>(&mut work, want.view_mut(), a.view(), b.view(), Start::Zero, Known::Nothing);
            for (at @ (_, i, j), got) in got.indexed_iter() {
                assert!(known == Known::LowerC && j > i || *got == want[at], "{}: {m}×{k}×{n}, {known:?}", L::NAME);
            }
        }
    }
}

/// The suite on every leaf that this build has. `wanted`: the flavour that the build was made for; another leaf under the
/// products is a failure, so that a lost compiler flag cannot pass unnoticed.
pub fn products(wanted: &str) -> String {
    assert_eq!(FLAVOUR, wanted, "the build's products do not use the wanted leaf");
    let fused = |name: &str| name == "relaxed";
    let mut report = Vec::new();
    macro_rules! leaf {
        ($leaf:ty) => {{
            against_ndarray::<$leaf>();
            triangles::<$leaf>();
            let cases = suite::<$leaf>(fused(<$leaf>::NAME));
            report.push(format!(
                "{} ({} bytes a number): {cases} cases",
                <$leaf>::NAME,
                size_of::<<$leaf as Lane>::Elem>()
            ));
        }};
    }
    leaf!(lane::scalar::F32);
    leaf!(lane::scalar::F64);
    #[cfg(target_feature = "simd128")]
    {
        leaf!(lane::simd128::F32);
        leaf!(lane::simd128::F64);
    }
    report.join("; ")
}
