//! A figure as pure data: what to draw, not how. `plot` draws it; as JSON it is also what a page or a script gets.
use serde::{Deserialize, Serialize};

/// One chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// What is shown, in a few words.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Drawn in this order, the last on top.
    #[serde(default)]
    pub series: Vec<Series>,
    /// Marked values, such as x_min or the text's entropy floor.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Lines written inside the plot, where the data is not: n, α ± se, x_min, D.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The sentence drawn instead of axes when there is too little data.
    #[serde(default)]
    pub empty: Option<String>,
}

/// One axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Axis {
    /// Name and unit.
    pub label: String,
    /// Linear or logarithmic.
    pub scale: Scale,
    /// Lower and upper end; `None`: from the data, padded.
    #[serde(default)]
    pub range: Option<[f64; 2]>,
}

/// How an axis maps values to lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scale {
    /// Equal differences are equal lengths.
    Linear,
    /// Equal ratios are equal lengths, base 10; what is not positive is left out.
    Log,
}

/// One set of points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    /// Its name in the legend; empty: not listed.
    pub label: String,
    /// x, y in the axes' units, in drawing order. Points that an axis cannot show (not finite; not positive on a log
    /// axis) are left out, and a line is interrupted there.
    pub points: Vec<[f64; 2]>,
    /// Line, dashes, points or steps.
    pub mark: Mark,
    /// Its role, from which its colour follows.
    pub tone: Tone,
}

/// How a series is drawn; differs between series so that colour is never the only carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mark {
    /// A solid line.
    Line,
    /// A dashed line.
    Dashed,
    /// A dotted line.
    Dotted,
    /// A line of dashes and dots in turn.
    DashDotted,
    /// A dot at each point.
    Points,
    /// A horizontal step from each point to the next, as a histogram or an empirical distribution is drawn.
    Steps,
    /// The area that the points go around, pale: along one edge of a band and back along the other.
    Area,
    /// The points in pairs, the two ends of an interval each.
    Intervals,
}

/// The role of what is drawn; a theme gives it a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tone {
    /// Measured.
    Data,
    /// A fitted law.
    Fit,
    /// The first null model.
    Null1,
    /// The second null model.
    Null2,
    /// The third null model.
    Null3,
    /// The fourth null model.
    Null4,
    /// Measured, but not part of the fit.
    Muted,
    /// A bound that theory gives.
    Floor,
}

/// A marked value: a line across the plot with a label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The axis that the value lies on: `x` gives a vertical line.
    pub axis: Direction,
    /// The value, in that axis's unit.
    pub at: f64,
    /// Written beside the line.
    pub label: String,
    /// Its role.
    pub tone: Tone,
    /// The name under which a reader can move it, such as "xMin"; `None`: it is fixed.
    #[serde(default)]
    pub id: Option<String>,
}

/// One of the two axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// Horizontal.
    X,
    /// Vertical.
    Y,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_is_the_one_that_the_page_reads() {
        let figure = Figure {
            title: "Loss".into(),
            x: Axis { label: "step".into(), scale: Scale::Linear, range: None },
            y: Axis { label: "nats".into(), scale: Scale::Log, range: Some([0.1, 10.0]) },
            series: vec![Series { label: "SGD".into(), points: vec![[1.0, 3.5]], mark: Mark::Line, tone: Tone::Null1 }],
            rules: vec![Rule {
                axis: Direction::Y,
                at: 0.3318,
                label: "floor".into(),
                tone: Tone::Floor,
                id: Some("floor".into()),
            }],
            notes: vec!["n = 1".into()],
            empty: None,
        };
        let json = serde_json::to_value(&figure).unwrap();
        let expected = serde_json::json!({
            "title": "Loss",
            "x": {"label": "step", "scale": "linear", "range": null},
            "y": {"label": "nats", "scale": "log", "range": [0.1, 10.0]},
            "series": [{"label": "SGD", "points": [[1.0, 3.5]], "mark": "line", "tone": "null1"}],
            "rules": [{"axis": "y", "at": 0.3318, "label": "floor", "tone": "floor", "id": "floor"}],
            "notes": ["n = 1"],
            "empty": null,
        });
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_value::<Figure>(json).unwrap(), figure);
    }
}
