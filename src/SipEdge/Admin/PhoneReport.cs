namespace SipEdge.Admin;

/// <summary>One registered contact of a phone.</summary>
/// <param name="Aor">Address of record.</param>
/// <param name="Contact">What the phone calls itself; requests say it and nobody follows it.</param>
/// <param name="Transport">Of the flow that it registered over.</param>
/// <param name="Source">Where that flow comes from.</param>
/// <param name="UserAgent">What the phone says it is.</param>
/// <param name="Since">When it registered first.</param>
/// <param name="ExpiresIn">Seconds until it must have come again.</param>
/// <param name="Reachable">Its connection stands, and it answers.</param>
/// <param name="Pbx">How it stands with the PBX.</param>
/// <param name="PbxExpiresIn">Seconds until the PBX forgets it.</param>
/// <param name="PbxStatus">The PBX's last answer; 0: none.</param>
public sealed record PhoneReport(
    string Aor,
    string Contact,
    string Transport,
    string Source,
    string? UserAgent,
    DateTimeOffset Since,
    long ExpiresIn,
    bool Reachable,
    string Pbx,
    long PbxExpiresIn,
    int PbxStatus);
