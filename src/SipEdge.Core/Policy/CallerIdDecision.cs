using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Policy;

/// <summary>
/// Whether the caller may show the number it shows. Forced: the number that replaces the user of From and of the asserted
/// identity, in canonical form. Reason: <see cref="ReasonCode.None"/> when the call may go on. Line: the rule; none when there
/// is none.
/// </summary>
public readonly record struct CallerIdDecision(CallerIdMode Mode, byte[]? Forced, ReasonCode Reason, ConfigLine Line)
{
    public bool Granted => Reason == ReasonCode.None;

    public int Status => ReasonCodes.Status(Reason);
}
