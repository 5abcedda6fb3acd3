using System.Runtime.InteropServices;
using SipEdge.Interop;
using SipEdge.Media.Dtls;
using SipEdge.Media.Ice;

namespace SipEdge.Media.Relay;

/// <summary>
/// What a media loop does for streams whose peer proves itself on the media port: it answers the checks of ICE, carries DTLS
/// between peer and <see cref="HandshakeLoop"/>, and gives the stream its keys. Owned by the loop; <see cref="TryPost"/> is the
/// handshake thread's end.
/// </summary>
/// <remarks>
/// Who is let through to a handshake: with ICE, addresses that a check has proven, and no others. Without, the signalled
/// address, and while an address may be learned the one whose turn it is; these have to return a cookie first. A handshake
/// that succeeds is the peer's, whoever it began with, because its certificate is the one that signalling told of.
/// </remarks>
internal sealed unsafe class StreamHandshakes(MediaSession?[] sessions, MediaEvents events, OwnPorts own, Action wake)
    : IHandshakeResults, IDisposable
{
    private const int MaxResults = 1024;

    /// <summary>Streams of a loop that an early datagram is kept for; anybody can send one.</summary>
    private const int MaxEarly = 64;

    /// <summary>The content type of what begins a handshake (RFC 6347 §4.1, RFC 5246 §6.2.1).</summary>
    private const byte HandshakeRecord = 22;

    private readonly BoundedRing<HandshakeResult> _results = new(MaxResults);
    private readonly DatagramPool _early = new(MaxEarly);
    private readonly SocketAddress* _address = (SocketAddress*)NativeMemory.AllocZeroed((nuint)sizeof(SocketAddress));

    /// <summary>Whether <see cref="Deliver"/> would find something.</summary>
    public bool IsEmpty => _results.IsEmpty;

    public bool TryPost(in HandshakeResult result)
    {
        if (!_results.TryWrite(result))
        {
            return false;
        }

        wake();
        return true;
    }

    public void Dispose()
    {
        NativeMemory.Free(_address);
        _early.Dispose();
    }

    /// <summary>
    /// Keeps the first datagram that looks like the begin of a handshake, for a side that is not configured yet: to have it
    /// sent again costs its peer a second. It is judged like any other once the side is.
    /// </summary>
    public void Keep(in RelayPacket packet)
    {
        var stream = packet.From;
        if (stream.Early.IsNone
            && packet.Kind == PacketKind.Rtp
            && packet.Length is > 0 and <= PacketBatch.MaxPacket
            && *packet.Data == HandshakeRecord
            && _early.TryRent(new ReadOnlySpan<byte>(packet.Data, packet.Length), out var buffer))
        {
            stream.Early = new EarlyHello(buffer, packet.Length, packet.Source);
        }
    }

    /// <summary>Before the loop lets go of a stream.</summary>
    public void Forget(MediaStream stream)
    {
        if (!stream.Early.IsNone)
        {
            _early.Return(stream.Early.Buffer);
            stream.Early = default;
        }
    }

    /// <summary>Settings of a session were applied: the sides that are to begin a handshake do.</summary>
    public void Applied(MediaSession session, long now)
    {
        Begin(session.A, now);
        Begin(session.B, now);
        TakeEarly(session.A, now);
        TakeEarly(session.B, now);
    }

    /// <summary>Takes what is not media. The packet goes no further.</summary>
    public void Take(in RelayPacket packet, long now)
    {
        var stream = packet.From;
        ref var counters = ref stream.Counters;
        if (packet.Source != stream.RtpLatch.Signalled && own.Contains(packet.Source))
        {
            counters.RejectedStranger++;
        }
        else if (packet.Length > PacketBatch.MaxPacket)
        {
            counters.RejectedNotRtp++;
        }
        else if (packet.Kind == PacketKind.Stun && stream.Ice is { } ice)
        {
            TakeCheck(packet, ice, now);
        }
        else if (packet.Kind == PacketKind.Dtls && stream.Dtls is { Handshakes: not null, Failed: false } dtls)
        {
            TakeDtls(packet, dtls, now);
        }
        else
        {
            counters.RejectedNotRtp++;
        }
    }

    /// <summary>Acts on what the handshake thread has left.</summary>
    public void Deliver(long now)
    {
        // As many as there may be: what is added meanwhile waits for the next turn.
        for (var left = MaxResults; left > 0 && _results.TryRead(out var result); left--)
        {
            var session = sessions[result.Id.Session.Index]!;
            var stream = session.Stream(result.Id.Side);
            var dtls = session.Generation == result.Id.Session.Generation && stream.Port.IsBound ? stream.Dtls : null;
            var current = dtls is not null && dtls.Attempt == result.Id.Attempt ? dtls : null;
            if (result.Pool is { } pool)
            {
                if (current is not null)
                {
                    SendStep.Answer(stream, pool.Read(result.Buffer, result.Length), current.Peer, _address);
                }

                pool.Return(result.Buffer);
            }
            else if (current is not null)
            {
                Finish(stream, current, result, now);
            }
        }
    }

    /// <summary>A stream's association is not needed any more. If that does not get through, it ends with its time.</summary>
    public static void End(MediaStream stream, StreamDtls dtls)
    {
        if (dtls is { Handshakes: { } handshakes, Attempt: > 0 })
        {
            _ = handshakes.TryAsk(new HandshakeRequest(HandshakeAction.End, IdOf(stream, dtls)));
        }
    }

    private static HandshakeId IdOf(MediaStream stream, StreamDtls dtls) =>
        new(stream.Session.Id, stream.Side, dtls.Attempt);

    /// <summary>The active side begins as soon as it knows where; the passive one when its peer does.</summary>
    private void Begin(MediaStream stream, long now)
    {
        if (stream.Dtls is not { Failed: false, Attempt: 0 } dtls)
        {
            return;
        }

        if (dtls.Handshakes is null)
        {
            Fail(stream, dtls, DtlsFailure.Unavailable);
        }
        else if (dtls.Settings.Role == DtlsRole.Active && Destination(stream) is { IsNone: false } peer)
        {
            Begin(stream, dtls, peer, now);
        }
    }

    private void TakeEarly(MediaStream stream, long now)
    {
        if (stream.Early is { IsNone: false } early && stream.Configured)
        {
            if (stream.Dtls is not null)
            {
                fixed (byte* data = _early.Read(early.Buffer, early.Length))
                {
                    var packet = new RelayPacket
                    {
                        Data = data,
                        Length = early.Length,
                        From = stream,
                        Source = early.Source,
                        Kind = PacketKind.Dtls,
                    };
                    Take(packet, now);
                }
            }

            Forget(stream);
        }
    }

    /// <summary>Where a handshake of ours would go: with ICE nowhere before the peer has said where it is.</summary>
    private static MediaEndpoint Destination(MediaStream stream)
    {
        var destination = stream.Ice is { } ice ? ice.Nominated : stream.RtpLatch.Current;
        return destination.IsUnspecified || destination.Port == 0 ? MediaEndpoint.None : destination;
    }

    private void Begin(MediaStream stream, StreamDtls dtls, MediaEndpoint peer, long now)
    {
        dtls.Bind(peer, now);
        var request = new HandshakeRequest(HandshakeAction.Begin, IdOf(stream, dtls))
        {
            Settings = dtls.Settings,
            AddressProven = stream.Ice is not null,
        };
        if (!dtls.Handshakes!.TryAsk(request))
        {
            Fail(stream, dtls, DtlsFailure.NoRoom);
        }
    }

    private void TakeCheck(in RelayPacket packet, StreamIce ice, long now)
    {
        var stream = packet.From;
        Span<byte> response = stackalloc byte[IceLiteAgent.MaxResponse];
        var outcome = ice.Agent.Take(
            new ReadOnlySpan<byte>(packet.Data, packet.Length),
            packet.Source.Address,
            packet.Source.Port,
            response,
            out var written);
        if (written > 0)
        {
            SendStep.Answer(stream, response[..written], packet.Source, _address);
        }

        switch (outcome)
        {
            case IceOutcome.Ignored:
                stream.Counters.RejectedNotRtp++;
                break;
            case IceOutcome.Refused:
                stream.Counters.RejectedBadAuth++;
                break;
            case IceOutcome.Checked:
                ice.Prove(packet.Source);
                break;
            default:
                var moves = ice.Nominated != packet.Source;
                ice.Nominate(packet.Source);
                if (moves)
                {
                    stream.Settle(packet.Source, now);
                    Moved(stream);
                }

                Begin(stream, now);
                break;
        }
    }

    private void TakeDtls(in RelayPacket packet, StreamDtls dtls, long now)
    {
        var stream = packet.From;
        if (!MayPass(stream, dtls, packet.Source, now))
        {
            stream.Counters.RejectedStranger++;
            return;
        }

        if (!dtls.MaySend(now))
        {
            stream.Counters.RejectedEarly++;
            return;
        }

        if (dtls.Peer.IsNone || (packet.Source != dtls.Peer && stream.Ice is null))
        {
            Begin(stream, dtls, packet.Source, now);
        }
        else
        {
            dtls.Follow(packet.Source);
        }

        dtls.Handshakes!.Give(IdOf(stream, dtls), new ReadOnlySpan<byte>(packet.Data, packet.Length));
    }

    private static bool MayPass(MediaStream stream, StreamDtls dtls, MediaEndpoint source, long now)
    {
        // With ICE an association belongs to the peer, whichever of its addresses it uses.
        if (stream.Ice is { } ice)
        {
            return ice.IsProven(source);
        }

        if (source == dtls.Peer)
        {
            return true;
        }

        // Without, one that is done or that we began ourselves has its address.
        if (dtls.Established || dtls.Settings.Role == DtlsRole.Active)
        {
            return false;
        }

        return stream.RtpLatch.Classify(source, secure: false, now) switch
        {
            SourceVerdict.Known => true,
            SourceVerdict.Candidate => dtls.Peer != stream.RtpLatch.Signalled && dtls.IsFree(now),
            _ => false,
        };
    }

    private void Finish(MediaStream stream, StreamDtls dtls, in HandshakeResult result, long now)
    {
        if (result is { Receive: { } receive, Send: { } send })
        {
            dtls.Established = true;
            stream.TakeKeys(receive, send);
            if (stream.Ice is null && stream.RtpLatch.Heard(dtls.Peer, secure: true, now))
            {
                stream.RetargetRtp();
                Moved(stream);
            }

            events.Raise(MediaEventKind.KeysReady, stream);
            return;
        }

        var named = stream.Ice is not null || dtls.Peer == stream.RtpLatch.Signalled;
        dtls.Unbind();
        if (named)
        {
            // Of an address that nobody vouches for the failure is its own: strangers without number end no call.
            Fail(stream, dtls, result.Failure);
        }
    }

    private void Fail(MediaStream stream, StreamDtls dtls, DtlsFailure failure)
    {
        dtls.Failed = true;
        events.Raise(MediaEventKind.DtlsFailed, stream, (int)failure);
    }

    private void Moved(MediaStream stream)
    {
        events.Raise(stream.Moved ? MediaEventKind.SourceMoved : MediaEventKind.Latched, stream);
        stream.Moved = true;
    }
}
