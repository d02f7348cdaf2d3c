//! Repeats the count from a bundle, by the same rules as the service.

use std::collections::{BTreeMap, BTreeSet};

use domain::owner::decision::{Item, legs};
use domain::register::{Head, Register};
use domain::vote::tally::owners::{Decision, Voice};
use serde_json::{Value, json};

use crate::owners::result::OwnersLegView;

/// The figures that a recount gives, under the names that they have in a published result.
pub fn figures(
    item: Item,
    register: &Register,
    voices: &BTreeMap<Head, Voice>,
    by_proxy: Option<&BTreeSet<Head>>,
) -> Value {
    let result = Decision::count(item.matter(), register.shares(), |head| voices.get(*head).copied());
    let of = |voice| register.measure(|head| voices.get(head) == Some(&voice));
    let measure = |measure: domain::vote::tally::owners::Measure| json!({"area": measure.area, "heads": measure.heads});
    let legs: Vec<Value> =
        legs(&result).iter().map(OwnersLegView::from).filter_map(|leg| serde_json::to_value(leg).ok()).collect();
    let mut figures = json!({
        "roll_hash": register.hash().to_string(),
        "total": measure(result.total),
        "participating": measure(result.participating),
        "in_favour": measure(result.in_favour),
        "against": measure(of(Voice::Against)),
        "abstaining": measure(of(Voice::Abstain)),
        "legs": legs,
        "passed": result.passed(),
    });
    if let (Some(by_proxy), Some(fields)) = (by_proxy, figures.as_object_mut()) {
        fields.insert("by_proxy".to_owned(), measure(register.measure(|head| by_proxy.contains(head))));
    }
    without_words(figures)
}

/// The same figures out of a published result.
pub fn published(mut result: Value) -> Value {
    const FIGURES: [&str; 9] =
        ["roll_hash", "total", "participating", "in_favour", "against", "abstaining", "by_proxy", "legs", "passed"];
    if let Some(fields) = result.as_object_mut() {
        fields.retain(|name, _| FIGURES.contains(&name.as_str()));
    }
    without_words(result)
}

/// Drops the explanations, because another version of the service may word them differently.
fn without_words(mut result: Value) -> Value {
    if let Some(legs) = result.get_mut("legs").and_then(Value::as_array_mut) {
        for leg in legs.iter_mut().filter_map(Value::as_object_mut) {
            leg.retain(|name, _| !name.starts_with("explained_"));
        }
    }
    result
}
