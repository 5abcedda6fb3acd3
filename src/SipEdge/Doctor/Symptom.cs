namespace SipEdge.Doctor;

/// <summary>A fault with what is needed to speak of it.</summary>
/// <param name="Fault">Which.</param>
public sealed record Symptom(TestFault Fault)
{
    /// <summary>Address and transport: "198.51.100.7:5061 tls".</summary>
    public string Peer { get; init; } = "";

    /// <summary>The name that was looked up, or that a certificate must carry.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the peer said of itself: names of its certificate, a realm, a number of seconds, a reason.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Of the SIP answer; 0: none.</summary>
    public int Status { get; init; }
}
