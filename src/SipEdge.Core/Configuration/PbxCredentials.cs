namespace SipEdge.Core.Configuration;

/// <summary>What a challenge of the PBX to one account is answered with. Immutable after construction.</summary>
public sealed class PbxCredentials(byte[] username, Secret password)
{
    // No property: nothing that walks properties may find it.
    private readonly Secret _password = password;

    public byte[] Username => username;

    public ReadOnlySpan<byte> RevealPassword() => _password.Reveal();

    public override string ToString() => "(credentials)";
}
