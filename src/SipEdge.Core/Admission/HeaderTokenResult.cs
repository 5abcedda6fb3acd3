using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>
/// What a header pair came to. Reason None: there was none, or the domain knows none. TokenAdmitted: the token is right. Any
/// other: present but wrong. Line: what decided, when it was one ACL. Match: which of a SID's two tokens is right.
/// </summary>
public readonly record struct HeaderTokenResult(
    ReasonCode Reason, TokenModel? Token = null, ConfigLine Line = default, TokenMatch Match = TokenMatch.None)
{
    public bool Attempted => Reason != ReasonCode.None;

    public bool Right => Reason == ReasonCode.TokenAdmitted;
}
