using System.Buffers.Binary;
using SipEdge.Media.Announcements;
using SipEdge.Media.Dtmf;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Relay;

/// <summary>
/// Digits and announcements of one loop. Digits of a side are heard instead of relayed; digits to a side take the place of
/// the audio that is passing, under its own numbers, and where none passes they are put behind it; an announcement has a
/// source of its own and is all that the side hears while it lasts. Owned by the loop; allocates nothing.
/// </summary>
/// <remarks>
/// Not perfect: packets put between are not in the other side's sender reports, which count a few less than the peer got, and
/// the peer's reports on that source run ahead by as many. The relay's own source sends no reports.
/// </remarks>
internal sealed unsafe class RelayTones(PacketBatch batch, MediaEvents events)
{
    private const long Slot = 20_000_000;

    /// <summary>Audio of the other side that is quiet for so long does not carry a digit any more.</summary>
    private const long Quiet = 5 * Slot;

    /// <summary>Packets made up at once after a delay; what is older is left out.</summary>
    private const int MaxBehind = 5;

    /// <summary>While a digit is heard, how soon its end is looked for.</summary>
    private const long ListenAgain = 25_000_000;

    private readonly ToneSchedule _schedule = new();
    private readonly DigitPress[] _heard = new DigitPress[DigitDetector.MaxAtOnce];

    /// <summary>How long the loop may sleep, in milliseconds.</summary>
    public int Patience(long now, int longest) => _schedule.Patience(now, longest);

    public bool IsIdle => _schedule.IsEmpty;

    /// <summary>A mailbox was read; there may be something to do for its side.</summary>
    public void Look(StreamTones tones, long now)
    {
        if (tones.IsBusy && !tones.IsScheduled)
        {
            _schedule.Add(tones, tones.NextSlot, now);
        }
    }

    /// <summary>A telephone-event packet of a side whose digits are taken.</summary>
    public void Hear(ref RelayPacket packet, long now)
    {
        var stream = packet.From;
        var tones = stream.Tones!;
        var data = new ReadOnlySpan<byte>(packet.Data, packet.Length);
        var padding = (data[0] & 0x20) != 0 ? data[^1] : 0;
        var count = tones.Detector.Add(
            packet.Header, data[packet.Header.Length..^padding], stream.ClockRate, now, _heard);
        for (var i = 0; i < count; i++)
        {
            Tell(stream, _heard[i]);
        }

        if (tones.Detector.IsHearing && !tones.IsScheduled)
        {
            _schedule.Add(tones, now + ListenAgain, now);
        }
    }

    /// <summary>A packet passes to a side that was played to or sent digits. False when it does not go on.</summary>
    public static bool Pass(ref RelayPacket packet, long now)
    {
        var target = packet.From.Target!;
        var tones = target.Tones!;
        if (tones.Player.IsPlaying)
        {
            target.Counters.DroppedForAnnouncement++;
            return false;
        }

        ref var header = ref packet.Header;
        if (tones.IsTooLate(header, now))
        {
            target.Counters.DroppedLate++;
            return false;
        }

        var sequence = tones.Shift(header.Sequence);
        if (CanCarry(packet, target, tones)
            && tones.Sender.TryNext(header.Timestamp, target.ClockRate, now, out var slot))
        {
            (tones.DigitIsOwn, tones.DigitSsrc) = (false, header.Ssrc);
            (tones.DigitSequence, tones.DigitTime) = (sequence, header.Timestamp);
            WriteEvent(ref packet, target, slot, sequence, header.Ssrc);
            return true;
        }

        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(packet.Data + 2, 2), sequence);
        return true;
    }

    /// <summary>Makes packets that are due, as many as fit the empty batch. False when there are none.</summary>
    public bool Fill(long now)
    {
        while (batch.Count < PacketBatch.Capacity - (2 * MaxBehind) && _schedule.TryTake(now, out var tones))
        {
            var next = long.MaxValue;
            if (tones.Detector.TryExpire(now, out var press))
            {
                Tell(tones.Stream, press);
            }
            else if (tones.Detector.IsHearing)
            {
                next = now + ListenAgain;
            }

            if (tones.IsBusy)
            {
                Speak(tones, now);
                next = tones.IsBusy ? Math.Min(next, tones.NextSlot) : next;
            }

            if (next != long.MaxValue)
            {
                _schedule.Add(tones, next, now);
            }
        }

        return batch.Count > 0;
    }

    /// <summary>A digit goes with the audio of the source it began on, never in place of the other side's own events.</summary>
    private static bool CanCarry(in RelayPacket packet, MediaStream target, StreamTones tones) =>
        !tones.Sender.IsIdle
        && target.SendEventPayload != MediaStream.NoPayload
        && packet.Header.PayloadType != packet.From.EventPayload
        && (!tones.Sender.IsSending || (!tones.DigitIsOwn && tones.DigitSsrc == packet.Header.Ssrc));

    /// <summary>Everything due to a side until now, in order.</summary>
    private void Speak(StreamTones tones, long now)
    {
        if (now - tones.NextSlot >= MaxBehind * Slot)
        {
            tones.NextSlot = now;
        }

        while (tones.IsBusy && tones.NextSlot <= now)
        {
            var due = tones.NextSlot;
            tones.NextSlot += Slot;
            if (tones.Player.IsPlaying)
            {
                SpeakClip(tones, due);
            }
            else
            {
                SpeakDigit(tones, due);
            }
        }
    }

    private void SpeakClip(StreamTones tones, long due)
    {
        var stream = tones.Stream;
        if (!stream.TryGetG711(tones.Player.Law, out var law, out var type))
        {
            tones.Player.Stop();
            events.Raise(MediaEventKind.PlayEnded, stream, (int)PlayEnd.NoCodec);
            return;
        }

        var time = tones.Own.TimeAt(due, AnnouncementClip.SamplesPerSecond);
        if (tones.Sender.IsSending && !tones.DigitIsOwn)
        {
            SpeakDigit(tones, due); // it began on the other side's source and ends there
        }
        else if (stream.SendEventPayload != MediaStream.NoPayload
            && tones.Sender.TryNext(time, AnnouncementClip.SamplesPerSecond, due, out var slot))
        {
            tones.DigitIsOwn = true;
            AddEvent(stream, slot, tones.Own.NextSequence(), tones.Own.Ssrc);
            return; // the clip waits for the digit
        }

        Span<byte> samples = stackalloc byte[AnnouncementPlayer.SamplesPerPacket];
        if (!tones.Player.TryNext(law, samples))
        {
            events.Raise(MediaEventKind.PlayEnded, stream, (int)PlayEnd.Finished);
            return;
        }

        var sequence = tones.Own.NextSequence();
        if (TryAdd(stream, RtpHeader.MinLength + samples.Length, out var data))
        {
            WriteHeader(data, type, tones.PlayBegins, sequence, time, tones.Own.Ssrc);
            samples.CopyTo(data[RtpHeader.MinLength..]);
        }

        tones.PlayBegins = false;
    }

    private void SpeakDigit(StreamTones tones, long due)
    {
        var stream = tones.Stream;
        if (stream.SendEventPayload == MediaStream.NoPayload)
        {
            tones.Sender = default; // the side was told anew and takes no events now
            return;
        }

        ref readonly var latest = ref stream.Source.Latest;
        var own = tones.Sender.IsSending ? tones.DigitIsOwn : !stream.Source.Heard;
        if (own)
        {
            var time = tones.Own.TimeAt(due, stream.ClockRate);
            if (tones.Sender.TryNext(time, stream.ClockRate, due, out var slot))
            {
                tones.DigitIsOwn = true;
                AddEvent(stream, slot, tones.Own.NextSequence(), tones.Own.Ssrc);
            }

            return;
        }

        var sinceLatest = due - stream.Source.LatestAt;
        var goneOn = tones.Sender.IsSending && latest.Ssrc != tones.DigitSsrc;
        if (!goneOn && !tones.Player.IsPlaying && sinceLatest < Quiet)
        {
            return; // the audio that passes carries it
        }

        var now = goneOn
            ? tones.DigitTime + (uint)(stream.ClockRate / 50)
            : latest.Timestamp + (uint)((UInt128)Math.Max(sinceLatest, 0) * (uint)stream.ClockRate / 1_000_000_000);
        if (!tones.Sender.TryNext(now, stream.ClockRate, due, out var next))
        {
            return;
        }

        // Where the other side has changed its source the old one is nobody's any more, and the digit goes on counting.
        tones.DigitSequence = goneOn ? (ushort)(tones.DigitSequence + 1) : tones.Insert(latest, due);
        tones.DigitSsrc = goneOn ? tones.DigitSsrc : latest.Ssrc;
        (tones.DigitIsOwn, tones.DigitTime) = (false, now);
        AddEvent(stream, next, tones.DigitSequence, tones.DigitSsrc);
    }

    private void AddEvent(MediaStream stream, in EventSlot slot, ushort sequence, uint ssrc)
    {
        stream.Counters.DigitsSent += slot.Marker ? 1 : 0;
        if (TryAdd(stream, RtpHeader.MinLength + TelephoneEvent.Length, out var data))
        {
            WriteHeader(data, stream.SendEventPayload, slot.Marker, sequence, slot.Timestamp, ssrc);
            slot.Event.Write(data[RtpHeader.MinLength..]);
        }
    }

    /// <summary>Room for a packet, as if the other side had sent it. False when the side cannot be sent to.</summary>
    private bool TryAdd(MediaStream stream, int length, out Span<byte> data)
    {
        data = [];
        if (!stream.TakesTones)
        {
            stream.Counters.SendFailed += stream.RtpTargetLength > 0 ? 1 : 0;
            return false;
        }

        ref var packet = ref batch.Next;
        packet.From = stream.Source;
        packet.Kind = PacketKind.Rtp;
        packet.Header = new RtpHeader { Length = RtpHeader.MinLength };
        packet.Srtp = -1;
        packet.Alive = true;
        packet.Length = length;
        data = new Span<byte>(packet.Data, length);
        batch.Count++;
        return true;
    }

    private static void WriteEvent(ref RelayPacket packet, MediaStream target, in EventSlot slot, ushort sequence, uint ssrc)
    {
        target.Counters.DigitsSent += slot.Marker ? 1 : 0;
        packet.Length = RtpHeader.MinLength + TelephoneEvent.Length;
        packet.Header = packet.Header with { Length = RtpHeader.MinLength };
        var data = new Span<byte>(packet.Data, packet.Length);
        WriteHeader(data, target.SendEventPayload, slot.Marker, sequence, slot.Timestamp, ssrc);
        slot.Event.Write(data[RtpHeader.MinLength..]);
    }

    private static void WriteHeader(Span<byte> data, byte type, bool marker, ushort sequence, uint timestamp, uint ssrc)
    {
        data[0] = 0x80;
        data[1] = (byte)((marker ? 0x80 : 0) | type);
        BinaryPrimitives.WriteUInt16BigEndian(data[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(data[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(data[8..], ssrc);
    }

    private void Tell(MediaStream stream, DigitPress press)
    {
        stream.Counters.DigitsHeard++;
        events.Raise(MediaEventKind.Digit, stream, (int)press.Digit | (press.Milliseconds << 8));
    }
}
