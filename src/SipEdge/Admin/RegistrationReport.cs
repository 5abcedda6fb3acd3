namespace SipEdge.Admin;

/// <summary>Where a trunk's registration stands.</summary>
/// <param name="State">disabled, trying, registered, challenged, failed, backing_off, unregistering.</param>
/// <param name="Code">Of the last response; 0: none came.</param>
/// <param name="Reason">What the registrar said with it, or why none came.</param>
/// <param name="Connection">Number of the connection it stands on; 0 over UDP.</param>
public sealed record RegistrationReport(
    string Trunk, string State, int Code, string Reason, DateTimeOffset ChangedAt, string? Registrar, double? GrantedSeconds,
    DateTimeOffset? ExpiresAt, DateTimeOffset? NextTry, string CallId, uint CSeq, int Connection);

/// <param name="Pcapng">The file, in base64 on the wire.</param>
public sealed record CaptureReport(string Trunk, int Messages, byte[] Pcapng);
