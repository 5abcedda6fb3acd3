namespace SipEdge.Media.Ice;

/// <summary>
/// What both descriptions say of ICE for one stream. A value that equals the last one changes nothing; other credentials are
/// an ICE restart (RFC 8445 §9).
/// </summary>
public sealed record IceSettings(IceCredentials Local, IceCredentials Remote);
