using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SipEdge.Media.Srtp;

/// <summary>
/// RTP packets of many contexts protected or unprotected together, so that their tags can be computed side by side
/// (<see cref="HmacSha1Batch"/>). The packets lie in native memory with <see cref="Slack"/> bytes behind them.
/// Allocates when built, never after. Owned by one thread.
/// </summary>
internal sealed unsafe class SrtpBatch(int capacity)
{
    /// <summary>Bytes behind a packet that are overwritten: the tag, and hash padding while it is computed.</summary>
    public const int Slack = SrtpContext.MaxRtpOverhead + Sha1Padding.MaxLength;

    private readonly Job[] _jobs = new Job[capacity];
    private readonly HmacJob[] _hmacs = new HmacJob[capacity];

    public int Count { get; private set; }

    public int Capacity => _jobs.Length;

    public void Clear() => Count = 0;

    /// <summary>Adds a packet; its place in the batch is the count before.</summary>
    public void Add(SrtpContext context, byte* packet, int length)
    {
        ref var job = ref _jobs[Count++];
        job.Context = context;
        job.Packet = packet;
        job.Length = length;
    }

    /// <summary>What became of a packet, and its length now.</summary>
    public SrtpStatus Result(int index, out int length)
    {
        length = _jobs[index].Length;
        return _jobs[index].Status;
    }

    /// <summary>Encrypts every packet and adds its tag. Packets of one context are taken in the order they were added.</summary>
    public void Protect()
    {
        var hmacs = 0;
        foreach (ref var job in Jobs)
        {
            var packet = new Span<byte>(job.Packet, job.Length);
            job.Status = job.Context.PrepareProtect(packet, out var state);
            job.Hmac = job.Status == SrtpStatus.Ok ? hmacs++ : -1;
            if (job.Hmac >= 0)
            {
                AddHmac(ref job, state.RollOver);
            }
        }

        HmacSha1Batch.Compute(_hmacs.AsSpan(0, hmacs));
        foreach (ref var job in Jobs)
        {
            if (job.Hmac >= 0)
            {
                WriteTag(_hmacs[job.Hmac].Digest, new Span<byte>(job.Packet + job.Length, job.Context.TagLength));
                job.Length += job.Context.TagLength;
            }
        }
    }

    /// <summary>Authenticates and decrypts every packet.</summary>
    public void Unprotect()
    {
        var hmacs = 0;
        foreach (ref var job in Jobs)
        {
            var packet = new Span<byte>(job.Packet, job.Length);
            job.Status = job.Context.PrepareUnprotect(packet, out job.State);
            job.Hmac = job.Status == SrtpStatus.Ok ? hmacs++ : -1;
            if (job.Hmac >= 0)
            {
                // The padding goes where the tag is, so the tag is put aside.
                var tag = packet[^job.Context.TagLength..];
                job.Tag = default;
                tag.CopyTo(job.Tag);
                job.Length -= tag.Length;
                AddHmac(ref job, job.State.RollOver);
            }
        }

        HmacSha1Batch.Compute(_hmacs.AsSpan(0, hmacs));
        Span<byte> expected = stackalloc byte[SrtpContext.MaxRtpOverhead];
        foreach (ref var job in Jobs)
        {
            if (job.Hmac < 0)
            {
                continue;
            }

            var tag = expected[..job.Context.TagLength];
            WriteTag(_hmacs[job.Hmac].Digest, tag);
            job.Status = CryptographicOperations.FixedTimeEquals(tag, ((ReadOnlySpan<byte>)job.Tag)[..tag.Length])
                ? job.Context.FinishUnprotect(new Span<byte>(job.Packet, job.Length), job.State)
                : SrtpStatus.BadAuthentication;
        }
    }

    private Span<Job> Jobs => _jobs.AsSpan(0, Count);

    private void AddHmac(ref Job job, uint rollOver)
    {
        ref var hmac = ref _hmacs[job.Hmac];
        hmac.Key = job.Context.RtpAuthentication;
        hmac.Data = job.Packet;
        hmac.Blocks = Sha1Padding.Write(
            new Span<byte>(job.Packet, job.Length + Sha1Padding.MaxLength), job.Length, rollOver, job.Length);
    }

    private static void WriteTag(in HmacJob.DigestWords digest, Span<byte> tag)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, digest[0]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], digest[1]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], digest[2]);
        bytes[..tag.Length].CopyTo(tag);
    }

    private struct Job
    {
        public SrtpContext Context;
        public byte* Packet;
        public int Length;
        public SrtpStatus Status;

        // Place among the messages to authenticate, or -1.
        public int Hmac;
        public SrtpContext.PacketState State;
        public TagBytes Tag;
    }

    [System.Runtime.CompilerServices.InlineArray(SrtpContext.MaxRtpOverhead)]
    private struct TagBytes
    {
        private byte _first;
    }
}
