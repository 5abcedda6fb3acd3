namespace SipEdge.Media.Relay;

/// <summary>
/// Calls that leave the edge and come back with their description unchanged (media bypass at a PBX) signal our own ports to
/// us. Two such sides of different sessions are joined: each sends to the other's port, as to any peer. No packet may go
/// round: a side is in one join at most, so joined sessions form a chain, and a join that would close it to a ring or make
/// it longer than <see cref="MaxJoins"/> is refused. Since a port hears only the address it was signalled, a port that is
/// sent to without pointing back drops what it gets. Any thread that drives a session.
/// </summary>
internal sealed class SessionJoins(MediaSession?[] sessions, PortAllocator ports, OwnPorts own)
{
    /// <summary>Joins of one chain; a call through one PBX makes one.</summary>
    public const int MaxJoins = 3;

    private static readonly UInt128 AnyIpv4 = NumericAddress.FromIpv4(0);
    private static readonly UInt128 LoopbackIpv4 = NumericAddress.FromIpv4(0x7F00_0001);

    private readonly Lock _gate = new();

    /// <summary>
    /// Where a side that is signalled to be at <paramref name="remote"/> is sent: there, or when it is a port of ours at the
    /// address this is bound to, or nowhere, which is <paramref name="looped"/>.
    /// </summary>
    public MediaEndpoint Resolve(MediaSession session, MediaSide side, MediaEndpoint remote, out bool looped)
    {
        looped = false;
        var stream = session.Stream(side);
        var ours = own.TryFind(remote, out var address);
        if (!ours && stream.Joined is null)
        {
            return remote;
        }

        lock (_gate)
        {
            var other = ours ? Holder(address, remote.Port) : null;
            if (other is null || other != stream.Joined)
            {
                Part(stream);
            }

            if (!ours)
            {
                return remote;
            }

            if (other is null || (other.Joined != stream && !CanJoin(stream, other)))
            {
                looped = true;
                return MediaEndpoint.None;
            }

            (stream.Joined, other.Joined) = (other, stream);
            return new MediaEndpoint(Reachable(address), remote.Port);
        }
    }

    /// <summary>A session has ended.</summary>
    public void Leave(MediaSession session)
    {
        lock (_gate)
        {
            Part(session.A);
            Part(session.B);
        }
    }

    private static void Part(MediaStream stream)
    {
        if (stream.Joined is { } other)
        {
            (stream.Joined, other.Joined) = (null, null);
        }
    }

    private static bool CanJoin(MediaStream one, MediaStream two)
    {
        if (one.Session == two.Session || one.Session.IsEcho || two.Session.IsEcho || two.Joined is not null)
        {
            return false;
        }

        var joins = 1;
        return CountFrom(one, two.Session, ref joins) && CountFrom(two, one.Session, ref joins);
    }

    /// <summary>
    /// Follows the chain that begins behind a stream's session. False when it is too long or leads to the other.
    /// </summary>
    private static bool CountFrom(MediaStream stream, MediaSession other, ref int joins)
    {
        for (var at = stream.OtherSide; at.Joined is { } next; at = next.OtherSide)
        {
            joins++;
            if (next.Session == other || joins > MaxJoins)
            {
                return false;
            }
        }

        return joins <= MaxJoins;
    }

    /// <summary>The open stream that has an RTP port, or null: an RTCP port, or a session that is ending.</summary>
    private MediaStream? Holder(UInt128 address, ushort port)
    {
        var holder = (port & 1) == 0 ? ports.HolderOf(address, port) : PortAllocator.Nobody;
        return holder >= 0 && Volatile.Read(ref sessions[holder >> 1]) is { IsOpenNow: true } session
            ? session.Stream((MediaSide)(holder & 1))
            : null;
    }

    private static UInt128 Reachable(UInt128 bound) =>
        bound == AnyIpv4 ? LoopbackIpv4 : bound == UInt128.Zero ? UInt128.One : bound;
}
