namespace SipEdge.Sip.Messages;

/// <summary>The schemes SipEdge can act on; another scheme is well-formed, and answered with 416.</summary>
public enum UriScheme : byte
{
    Unknown,
    Sip,
    Sips,
    Tel,
}
