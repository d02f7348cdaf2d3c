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

    /// online: from the voter's own device. paper: a sheet was handed to the voter. assisted: a helper cast for a voter
    /// who can't vote by themself. proxy: a person whom the voter authorised cast for them.
    ChannelWord = Channel { Online Paper Assisted Proxy }

    /// keyed_once: the sheet waits for the entry of a second person. mismatch: two people read it differently, and a
    /// third has to settle it. accepted: its ballot counts. taken_back: the voter returned it unused, and it was torn
    /// up.
    KeyingStageWord = KeyingStage { KeyedOnce Mismatch Accepted TakenBack }
}
