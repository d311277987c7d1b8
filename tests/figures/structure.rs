//! What must be in a picture is in it.
use super::samples::{ccdf, density, empty, loss, raster, stability};
use super::svg::{draw, theme, Picture, DARK, LIGHT};
use heavytail::figure::Figure;

const SIZES: [(f64, f64); 4] = [(320.0, 220.0), (360.0, 260.0), (800.0, 420.0), (1600.0, 800.0)];

/// The colours of LIGHT.
const DATA: &str = "#0072b2";
const FIT: &str = "#d55e00";
const GREY: &str = "#8c959f";

fn all() -> [(&'static str, Figure); 6] {
    let drawn = [("loss", loss()), ("ccdf", ccdf()), ("density", density())];
    let [a, b, c] = drawn;
    [a, b, c, ("stability", stability()), ("raster", raster()), ("empty", empty())]
}

/// Every series' path and point lies in the plot, but for the samples in the legend above it.
fn in_plot(picture: &Picture) {
    let plot = picture.mapping.unwrap().plot;
    let tones = serde_json::from_str::<serde_json::Value>(LIGHT).unwrap()["tones"].clone();
    for colour in tones.as_object().unwrap().values().filter_map(|c| c.as_str()) {
        let lines = picture.shapes("polyline", "stroke", colour);
        let dots = picture.shapes("polygon", "fill", colour);
        for (shapes, over) in [(lines, 0.1), (dots, 4.0)] {
            for (x, y) in shapes.into_iter().flatten().filter(|p| p.1 > plot.top) {
                assert!(x >= plot.left - over && x <= plot.right() + over && y <= plot.bottom() + over, "{x} {y}");
            }
        }
    }
}

#[test]
fn the_figures_hold_together_at_every_size() {
    let folder = std::env::var_os("HEAVYTAIL_FIGURES");
    for (name, figure) in all() {
        for (width, height) in SIZES {
            for (shade, json) in [("light", LIGHT), ("dark", DARK)] {
                let picture = draw(&figure, json, width, height);
                assert!(!picture.svg.contains("NaN") && !picture.svg.contains("inf"));
                if name != "empty" && shade == "light" {
                    in_plot(&picture);
                }
                if let Some(folder) = &folder {
                    let file = format!("{name}-{shade}-{width}.svg");
                    std::fs::write(std::path::Path::new(folder).join(file), picture.svg).unwrap();
                }
            }
        }
    }
}

#[test]
fn log_axes_are_labelled_by_powers_of_ten() {
    let picture = draw(&ccdf(), LIGHT, 800.0, 420.0);
    let texts = picture.texts();
    for label in ["10⁻⁸", "10⁻⁵", "10⁻³", "|Δw|", "fraction of updates larger than |Δw|"] {
        assert!(texts.contains(&label), "{label} {texts:?}");
    }
    assert!(texts.iter().all(|text| !text.contains("e-") && !text.contains("999")), "{texts:?}");
}

#[test]
fn linear_axes_group_the_thousands() {
    assert!(draw(&loss(), LIGHT, 800.0, 420.0).texts().contains(&"1,000"));
}

#[test]
fn a_line_is_one_path_and_its_sample_another() {
    let picture = draw(&loss(), LIGHT, 800.0, 420.0);
    assert_eq!(picture.shapes("polyline", "stroke", GREY).len(), 2);
    assert_eq!(draw(&density(), LIGHT, 800.0, 420.0).shapes("polyline", "stroke", DATA).len(), 2);
}

#[test]
fn dashes_and_shapes_tell_series_apart_without_colour() {
    let picture = draw(&ccdf(), LIGHT, 800.0, 420.0);
    let dashes = picture.shapes("polyline", "stroke", FIT).len();
    assert!((10..200).contains(&dashes), "{dashes}");
    let corners = |colour| picture.shapes("polygon", "fill", colour)[0].len();
    assert_eq!(corners(DATA), 12);
    let mut null = ccdf();
    null.series[1].tone = heavytail::figure::Tone::Null1;
    assert_eq!(draw(&null, LIGHT, 800.0, 420.0).shapes("polygon", "fill", "#007a5a")[0].len(), 3);
}

#[test]
fn notes_rules_and_legend_are_written() {
    let figure = ccdf();
    for (width, height) in SIZES {
        let picture = draw(&figure, LIGHT, width, height);
        let texts = picture.texts();
        for name in ["data", "power law", "Gaussian null"] {
            assert!(texts.contains(&name), "{width}: {name} {texts:?}");
        }
        // A note may be broken into lines, and where there is no room the last ones are left out.
        let written = figure.notes.iter().take_while(|note| texts.join(" ").contains(*note)).count();
        assert!(written == figure.notes.len() || width < 400.0 && written >= 2, "{width}: {texts:?}");
        assert!(texts.contains(&figure.rules[0].label.as_str()), "{width}: {texts:?}");
    }
    let mut one = density();
    one.series.truncate(1);
    assert!(!draw(&one, LIGHT, 800.0, 420.0).texts().contains(&"data"), "a single series needs no legend");
}

#[test]
fn notes_stand_where_the_data_is_not() {
    let figure = ccdf();
    let picture = draw(&figure, LIGHT, 800.0, 420.0);
    let plot = picture.mapping.unwrap().plot;
    // The data goes from the upper left to the lower right: no other free corner is as large.
    let at = picture.texts().iter().position(|text| *text == figure.notes[1]).unwrap();
    let y: f64 = picture.attributes("text", "y")[at].parse().unwrap();
    let x: f64 = picture.attributes("text", "x")[at].parse().unwrap();
    let (x, y) = (x / super::svg::UNITS, y / super::svg::UNITS);
    let upper_right = x > plot.left + 0.5 * plot.width && y < plot.top + 0.5 * plot.height;
    let lower_left = x < plot.left + 0.5 * plot.width && y > plot.top + 0.5 * plot.height;
    assert!(upper_right || lower_left, "{x} {y} {plot:?}");
}

/// The rectangle of each text, generously estimated from its length.
fn boxes(picture: &Picture, size: f64) -> Vec<(String, [f64; 4])> {
    let place = |name| -> Vec<f64> {
        picture.attributes("text", name).iter().map(|v| v.parse::<f64>().unwrap() / super::svg::UNITS).collect()
    };
    let lefts = picture.attributes("text", "text-anchor").into_iter().map(|anchor| match anchor {
        "start" => 0.0,
        "middle" => 0.5,
        _ => 1.0,
    });
    let texts = picture.texts();
    let at = place("x").into_iter().zip(place("y")).zip(lefts);
    let of = |(((x, y), shift), text): (((f64, f64), f64), &&str)| {
        let width = heavytail::plot::text::width(text, size);
        (text.to_string(), [x - shift * width, y - 0.4 * size, x + (1.0 - shift) * width, y + 0.4 * size])
    };
    at.zip(&texts).map(of).collect()
}

/// Neither the legend, nor a level's name, nor a note stands on the data.
#[test]
fn no_text_covers_data() {
    for (name, figure) in all().into_iter().filter(|(name, _)| *name != "empty") {
        for (width, height) in SIZES {
            let picture = draw(&figure, LIGHT, width, height);
            let plot = picture.mapping.unwrap().plot;
            let labels: Vec<&String> = figure.rules.iter().map(|rule| &rule.label).collect();
            let data: Vec<(f64, f64)> = [("polyline", "stroke"), ("polygon", "fill")]
                .iter()
                .flat_map(|(tag, paint)| picture.shapes(tag, paint, DATA))
                .flatten()
                .filter(|p| p.1 > plot.top + 1.0)
                .collect();
            assert!(!data.is_empty() || name == "raster", "{name}");
            for (text, [left, top, right, bottom]) in boxes(&picture, 12.0) {
                let upright = labels.contains(&&text) && top > plot.top;
                let hit = data.iter().find(|(x, y)| (left..right).contains(x) && (top..bottom).contains(y));
                assert!(hit.is_none() || upright, "{name} at {width}: {text:?} at {left} {top} on {hit:?}");
            }
        }
    }
    let crowded = draw(&raster(), LIGHT, 800.0, 420.0);
    assert!(!crowded.texts().contains(&raster().notes[0].as_str()), "no room is left for a note");
}

#[test]
fn a_band_is_pale_and_intervals_have_ends() {
    let figure = stability();
    let picture = draw(&figure, LIGHT, 800.0, 420.0);
    let band = picture.shapes("polygon", "fill", "#007a5a");
    assert_eq!(band.iter().map(Vec::len).collect::<Vec<_>>(), [18]);
    let opacities = picture.attributes("polygon", "opacity");
    assert!(opacities.iter().any(|o| o.parse::<f64>().is_ok_and(|o| o < 0.5)), "{opacities:?}");
    // A line and two ends for each of the nine windows and for the legend's sample.
    assert_eq!(picture.shapes("polyline", "stroke", DATA).len(), 3 * 10);
    let texts = picture.texts();
    for name in ["Gaussian null, 95 %", "95 % interval", "data", "paper 3.45"] {
        assert!(texts.contains(&name), "{name} {texts:?}");
    }
}

#[test]
fn a_small_multiple_spends_no_room_on_names_that_it_does_not_have() {
    let mut small = stability();
    (small.series, small.rules) = (small.series.split_off(2), vec![]);
    let plot = |figure: &Figure| draw(figure, LIGHT, 200.0, 150.0).mapping.unwrap().plot;
    let named = plot(&small);
    (small.x.label, small.y.label) = (String::new(), String::new());
    let nameless = plot(&small);
    assert!(nameless.height > named.height + 30.0, "{named:?} {nameless:?}");
}

#[test]
fn an_empty_figure_is_its_sentence_without_axes() {
    let picture = draw(&empty(), LIGHT, 800.0, 420.0);
    assert_eq!(picture.mapping, None);
    let texts = picture.texts();
    assert_eq!(texts[0], empty().title);
    assert_eq!(Some(texts[1..].join(" ")), empty().empty);
}

#[test]
fn the_mapping_leads_from_pixels_to_values() {
    let mapping = draw(&ccdf(), LIGHT, 800.0, 420.0).mapping.unwrap();
    assert!(mapping.x.min > 0.0 && mapping.x.min <= 1e-8 && mapping.x.max >= 2e-3);
    let plot = mapping.plot;
    assert!(plot.left > 0.0 && plot.top > 0.0 && plot.right() < 800.0 && plot.bottom() < 420.0);
    let json = serde_json::to_value(mapping).unwrap();
    assert_eq!(json["x"]["scale"], "log");
    assert!(json["plot"]["width"].as_f64().unwrap() > 600.0);
}

#[test]
fn the_document_for_print_holds_the_same_picture() {
    let mut figure = ccdf();
    figure.title = "|Δw| < 1 & \"large\"".into();
    let document = heavytail::plot::svg::draw(&figure, &theme(LIGHT), 800, 420).unwrap();
    let picture = draw(&figure, LIGHT, 800.0, 420.0);
    for tag in ["polyline", "polygon", "text", "rect"] {
        let count = |svg: &str| svg.matches(&format!("<{tag} ")).count();
        assert_eq!(count(&document), count(&picture.svg), "{tag}");
    }
    assert!(document.starts_with(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"800\" height=\"420\" viewBox=\"0 0 8000 4200\">"
    ));
    assert!(document.contains(">|Δw| &lt; 1 &amp; &quot;large&quot;</text>") && document.ends_with("</svg>\n"));
    assert!(heavytail::plot::svg::draw(&figure, &theme(LIGHT), 0, 10).unwrap_err().contains("cannot be drawn"));
}

#[test]
fn themes_are_read_from_the_pages_colours() {
    assert_eq!(theme(DARK).paper.rgb, [0x0d, 0x11, 0x17]);
    let bad = LIGHT.replace("#0072b2", "blue");
    let message = serde_json::from_str::<heavytail::plot::Theme>(&bad).unwrap_err().to_string();
    assert!(message.contains("\"blue\" is not a colour"), "{message}");
}

#[test]
fn a_long_title_is_broken_and_not_cut() {
    let mut figure = loss();
    figure.title = "Intervals between large updates, top 1 % of all updates, steps 201–1,000".into();
    let picture = draw(&figure, LIGHT, 360.0, 260.0);
    let texts = picture.texts();
    assert!(texts.iter().all(|text| !text.contains('…')), "{texts:?}");
    let title: Vec<&str> = texts.into_iter().filter(|text| figure.title.contains(text) && text.len() > 20).collect();
    assert_eq!(title.join(" "), figure.title);
    in_plot(&picture);
}

#[test]
fn lines_grow_with_the_type() {
    let widest = |size: &str| {
        let picture =
            draw(&loss(), &LIGHT.replace("\"fontSize\": 12", &format!("\"fontSize\": {size}")), 1600.0, 800.0);
        let widths = picture.attributes("polyline", "stroke-width");
        widths.iter().filter_map(|width| width.parse::<f64>().ok()).fold(0.0, f64::max)
    };
    let ratio = widest("24") / widest("12");
    assert!((ratio - 2.0).abs() < 0.1, "{ratio}");
    assert_eq!(widest("9"), widest("12"));
}

#[test]
fn a_legends_long_name_is_broken_and_not_cut() {
    let mut figure = ccdf();
    let name = "Gaussian null with one scale a parameter and step";
    figure.series[0].label = name.into();
    let picture = draw(&figure, LIGHT, 320.0, 260.0);
    let lines: Vec<&str> = picture.texts().into_iter().filter(|text| name.contains(text) && text.len() > 3).collect();
    assert_eq!(lines[..2].join(" "), name, "{lines:?}"); // before that of the null which the figure has
    in_plot(&picture);
}
