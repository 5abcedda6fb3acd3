using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Calls;

/// <summary>Whether a description can be used; if not why, by which line, and because of which address if of one.</summary>
internal readonly record struct MediaDecision(ReasonCode? Reason, ConfigLine Line, MediaAddressDecision Address)
{
    public static MediaDecision Usable => default;
}
