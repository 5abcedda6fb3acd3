using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Policy;

/// <summary>
/// What the policy of a caller says of a call. Reason: <see cref="ReasonCode.None"/> when it may go on. Phrase: beside the
/// status of a refusal; null for the status' own. Route: where the call goes, whatever the routes say; null when they decide.
/// </summary>
public readonly record struct PolicyDecision(ReasonCode Reason, int Status, byte[]? Phrase, RouteModel? Route, ConfigLine Line)
{
    public bool Granted => Reason == ReasonCode.None;
}
