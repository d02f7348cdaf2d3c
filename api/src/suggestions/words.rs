//! The words of this slice on the wire.

use domain::suggestion::Status;
use domain::suggestion::answer::OutcomeKind;

use super::event::Happening;
use crate::http::words::words;

words! {
    /// How far a suggestion has come. A withdrawn one is seen by its author only.
    StatusWord = Status { Received Acknowledged Answered Adopted Withdrawn }

    /// The outcome of a suggestion. not_adopted needs a reason; not_a_suggestion (a personal claim, a matter before a
    /// court) needs a redirection.
    OutcomeWord = OutcomeKind { AdoptedMeasure ImprovementOfWork RuleChange Reference NotAdopted NotASuggestion }

    EventWord = Happening { Submitted Acknowledged Answered Rated Adopted Withdrawn }
}
