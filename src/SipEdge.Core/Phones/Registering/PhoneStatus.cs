namespace SipEdge.Core.Phones.Registering;

/// <summary>One registered contact at a glance. Plain data, taken on the loop.</summary>
/// <param name="Aor">Address of record.</param>
/// <param name="Contact">What the phone calls itself.</param>
/// <param name="Transport">Of its flow.</param>
/// <param name="Source">Where its flow comes from.</param>
/// <param name="UserAgent">What it says it is; null when it says nothing.</param>
/// <param name="Since">When it registered first.</param>
/// <param name="ExpiresIn">Seconds until it must have come again.</param>
/// <param name="Reachable">Its connection stands, and it answers.</param>
/// <param name="Pbx">How it stands with the PBX.</param>
/// <param name="PbxExpiresIn">Seconds until the PBX forgets it.</param>
/// <param name="PbxStatus">The PBX's last answer; 0: none.</param>
public sealed record PhoneStatus(
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
