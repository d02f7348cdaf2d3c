//! Words of the domain that votes and owners' decisions share, as the wire knows them.

use domain::vote::objection::Finding;
use domain::vote::paper::KeyingStage;
use domain::vote::step::StepKind;
use domain::vote::turnout::Channel;

use crate::http::words::words;

words! {
    /// incident: nothing changed, somebody wrote down what happened.
    StepKindWord = StepKind { Paused Resumed Extended ClosedEarly Voided Incident }

    /// dismissed: the result stands. upheld: the objection is right, and the vote has to be voided and held again.
    ObjectionFindingWord = Finding { Dismissed Upheld }

    /// online: from the voter's own device. paper: a sheet was handed to the voter. assisted: a helper cast for a voter who
    /// can't by themself. proxy: whoever the voter authorised cast for them.
    ChannelWord = Channel { Online Paper Assisted Proxy }

    /// keyed_once: waits for the entry of another person. mismatch: two read different things, and a third has to settle it.
    /// accepted: counts. taken_back: returned unused by who had it, and torn up.
    KeyingStageWord = KeyingStage { KeyedOnce Mismatch Accepted TakenBack }
}
