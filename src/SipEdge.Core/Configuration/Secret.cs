namespace SipEdge.Core.Configuration;

/// <summary>
/// The bytes of a password, token or HA1 while a model is compiled. Shows nothing of itself to logs or serializers.
/// </summary>
public sealed class Secret(byte[] bytes)
{
    private readonly byte[] _bytes = bytes;

    /// <summary>A method, not a property: serializers read properties.</summary>
    public ReadOnlySpan<byte> Reveal() => _bytes;

    public override string ToString() => "(secret)";
}
