namespace SipEdge.Core.Pipeline;

/// <summary>What becomes of a request outside a dialog.</summary>
public enum RequestOutcome : byte
{
    /// <summary>Not let in: challenged, refused or dropped as <see cref="RequestDecision.Admission"/> says.</summary>
    TurnedAway,

    /// <summary>Let in, and refused for what it asks.</summary>
    Refused,

    /// <summary>Answered by the edge itself: OPTIONS.</summary>
    Answered,

    /// <summary>A REGISTER of a phone, answered by the edge or by its PBX.</summary>
    Registers,

    /// <summary>An INVITE that may be placed by <see cref="RequestDecision.Route"/>.</summary>
    Placed,

    /// <summary>An INVITE whose sender takes the place of a side of a call that is up (RFC 3891).</summary>
    Replaces,

    /// <summary>No call, and goes where <see cref="RequestDecision.Route"/> says: MESSAGE, SUBSCRIBE, NOTIFY, PUBLISH.</summary>
    Passed,
}
