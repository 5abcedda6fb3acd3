using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SipEdge.Media.Ice;

/// <summary>
/// The lite side of ICE for one stream (RFC 8445 §2.5, §7.3): it answers checks and goes where an authenticated one
/// nominates. It never checks by itself, so the other side is a full agent and controls. No I/O, no clock, no allocation after
/// construction; owned by one loop.
/// </summary>
/// <remarks>
/// Of several nominations the last counts, not the one of the highest priority (RFC 8445 §8.1.1): a peer that moved to a
/// worse network is heard where it is.
/// </remarks>
public sealed class IceLiteAgent(IceSettings settings)
{
    /// <summary>Room that any response fits in.</summary>
    public const int MaxResponse = 96;

    private const int BadRequest = 400;
    private const int Unauthenticated = 401;
    private const int UnknownAttribute = 420;
    private const int RoleConflict = 487;

    private SeenChecks _seen;
    private int _nextSeen;

    public IceSettings Settings { get; } = settings;

    /// <summary>Takes a datagram that came from an address and writes what is to be sent back there.</summary>
    public IceOutcome Take(
        ReadOnlySpan<byte> datagram,
        UInt128 address,
        ushort port,
        Span<byte> response,
        out int written)
    {
        written = 0;
        if (StunMessage.Read(datagram, out var request) != StunStatus.Ok
            || request.Class != StunClass.Request
            || !request.HasRightFingerprint())
        {
            return IceOutcome.Ignored;
        }

        if (!request.HasIntegrity || request.Username.IsEmpty)
        {
            return Refuse(request, BadRequest, response, out written);
        }

        if (!IsForUs(request.Username) || !request.IsAuthentic(Settings.Local.Password))
        {
            return Refuse(request, Unauthenticated, response, out written);
        }

        if (request.UnknownAttribute != 0)
        {
            return RefuseProven(request, UnknownAttribute, response, out written);
        }

        // Both sides would wait to be controlled. We cannot control, so the other one has to (RFC 8445 §7.3.1.1).
        if (request.HasControlled)
        {
            return RefuseProven(request, RoleConflict, response, out written);
        }

        var replayed = IsReplayed(request.TransactionId, address, port);
        var writer = new StunWriter(response, StunWriter.Response, request.TransactionId);
        writer.AddMappedAddress(address, port);
        writer.AddIntegrity(Settings.Local.Password);
        writer.AddFingerprint();
        written = writer.Length;

        // Somebody else's check, sent again from elsewhere, is answered like the first: that tells nothing. It moves nothing.
        return replayed ? IceOutcome.Refused : request.UseCandidate ? IceOutcome.Nominated : IceOutcome.Checked;
    }

    /// <summary>USERNAME is ours, a colon and theirs (RFC 8445 §7.2.2).</summary>
    private bool IsForUs(ReadOnlySpan<byte> username)
    {
        var local = Settings.Local.Fragment;
        var remote = Settings.Remote.Fragment;
        return username.Length == local.Length + 1 + remote.Length
            && username.StartsWith(local)
            && username[local.Length] == (byte)':'
            && username.EndsWith(remote);
    }

    /// <summary>
    /// An HMAC does not cover where a datagram comes from. So a transaction that was seen from one address is none from
    /// another; as many are remembered as a peer sends in a minute or two.
    /// </summary>
    private bool IsReplayed(ReadOnlySpan<byte> transactionId, UInt128 address, ushort port)
    {
        var transaction = new TransactionNumber(
            BinaryPrimitives.ReadUInt64BigEndian(transactionId), BinaryPrimitives.ReadUInt32BigEndian(transactionId[8..]));
        foreach (ref readonly var seen in (ReadOnlySpan<SeenCheck>)_seen)
        {
            if (seen.Port != 0 && seen.Transaction == transaction)
            {
                return seen.Address != address || seen.Port != port;
            }
        }

        _seen[_nextSeen] = new SeenCheck(transaction, address, port);
        _nextSeen = (_nextSeen + 1) % SeenChecks.Count;
        return false;
    }

    /// <summary>Never longer than the request, so that nobody gains by asking in somebody else's name.</summary>
    private static IceOutcome Refuse(in StunMessage request, int code, Span<byte> response, out int written)
    {
        var writer = new StunWriter(response, StunWriter.ErrorResponse, request.TransactionId);
        writer.AddErrorCode(code);
        writer.AddFingerprint();
        written = writer.Length <= request.Length ? writer.Length : 0;
        return written == 0 ? IceOutcome.Ignored : IceOutcome.Refused;
    }

    /// <summary>What a peer that proved itself is told is proven, too.</summary>
    private IceOutcome RefuseProven(in StunMessage request, int code, Span<byte> response, out int written)
    {
        var writer = new StunWriter(response, StunWriter.ErrorResponse, request.TransactionId);
        writer.AddErrorCode(code);
        if (code == UnknownAttribute)
        {
            Span<byte> unknown = stackalloc byte[sizeof(ushort)];
            BinaryPrimitives.WriteUInt16BigEndian(unknown, request.UnknownAttribute);
            writer.Add(StunAttribute.UnknownAttributes, unknown);
        }

        writer.AddIntegrity(Settings.Local.Password);
        writer.AddFingerprint();
        written = writer.Length;
        return IceOutcome.Refused;
    }

    private readonly record struct TransactionNumber(ulong High, uint Low);

    private readonly record struct SeenCheck(TransactionNumber Transaction, UInt128 Address, ushort Port);

    [InlineArray(Count)]
    private struct SeenChecks
    {
        public const int Count = 32;

        private SeenCheck _first;
    }
}
