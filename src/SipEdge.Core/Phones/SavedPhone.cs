namespace SipEdge.Core.Phones;

/// <summary>
/// One registered contact as it outlives the process: plain data, times by the wall clock, bytes as Latin-1 text, listeners by name.
/// </summary>
/// <param name="Token">What the PBX calls it.</param>
/// <param name="Uri">What the phone calls itself.</param>
/// <param name="Quality">The q that came with it; empty without.</param>
/// <param name="CallId">Of the last REGISTER that counted, and its number: an older one does not count afterwards either.</param>
/// <param name="Remote">Where its flow comes from.</param>
public sealed record SavedPhone(
    string Domain,
    string User,
    string Token,
    string Uri,
    string Quality,
    string CallId,
    uint CSeq,
    string? UserAgent,
    DateTimeOffset Since,
    string Listener,
    string Remote,
    DateTimeOffset ExpiresAt,
    DateTimeOffset PbxExpiresAt);
