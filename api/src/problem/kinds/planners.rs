//! Planners.

macro_rules! planners {
    ([$($next:ident)*] $($so_far:tt)*) => { tables! { [$($next)*] $($so_far)*
    PlannerAlreadyEngaged 409 "planner-already-engaged" "Already engaged during that time" "该时段内已被聘任"
        "End the present engagement, or choose a term that begins after it."
        "请先解除现有聘任，或另选一个在其结束之后开始的聘期。";
    EngagementAlreadyEnded 409 "engagement-already-ended" "The engagement was ended already" "聘任已解除"
        "Nothing more to do."
        "无需再操作。";
    EngagementOver 409 "engagement-over" "The term of the engagement is over" "聘期已满"
        "Nothing more to do; engage the planner again for a new term."
        "无需解除；如需继续聘任，请按新的聘期重新办理。";
    } };
}
