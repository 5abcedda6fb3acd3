using System.Buffers.Binary;
using SipEdge.Media.Ice;

namespace SipEdge.Media.Tests.Ice;

/// <summary>A connectivity check as a full agent writes it, every part of which a test may get wrong.</summary>
internal sealed record IceCheck(IceSettings Peer)
{
    public bool UseCandidate { get; init; }

    public StunAttribute? Role { get; init; } = StunAttribute.IceControlling;

    public byte[]? Username { get; init; }

    public byte[]? Password { get; init; }

    public ushort ExtraAttribute { get; init; }

    public bool WithUsername { get; init; } = true;

    public bool WithIntegrity { get; init; } = true;

    public bool WithFingerprint { get; init; } = true;

    public ushort Type { get; init; } = StunWriter.Request;

    /// <summary><paramref name="number"/> tells its transaction id apart.</summary>
    public byte[] Write(uint number)
    {
        Span<byte> id = stackalloc byte[StunMessage.TransactionIdLength];
        BinaryPrimitives.WriteUInt32BigEndian(id, number);
        Span<byte> buffer = stackalloc byte[StunMessage.MaxLength];
        var writer = new StunWriter(buffer, Type, id);
        if (WithUsername)
        {
            writer.Add(
                StunAttribute.Username, Username ?? [.. Peer.Remote.Fragment, (byte)':', .. Peer.Local.Fragment]);
        }

        writer.Add(StunAttribute.Priority, [0x6E, 0, 1, 0xFF]);
        if (Role is { } role)
        {
            writer.Add(role, [1, 2, 3, 4, 5, 6, 7, 8]);
        }

        if (UseCandidate)
        {
            writer.Add(StunAttribute.UseCandidate, []);
        }

        if (ExtraAttribute != 0)
        {
            writer.Add((StunAttribute)ExtraAttribute, [1]);
        }

        if (WithIntegrity)
        {
            writer.AddIntegrity(Password ?? Peer.Remote.Password);
        }

        if (WithFingerprint)
        {
            writer.AddFingerprint();
        }

        Assert.NotEqual(0, writer.Length);
        return buffer[..writer.Length].ToArray();
    }
}
