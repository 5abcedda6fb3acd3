using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SipEdge.Media.Srtp;

/// <summary>
/// RTP packets of many contexts protected or unprotected together, so that the tags of HMAC suites can be computed side
/// by side (<see cref="HmacSha1Batch"/>); packets of AEAD suites are done as they come. The packets lie in native memory
/// with <see cref="Slack"/> bytes behind them. Allocates when built, never after. Owned by one thread.
/// </summary>
internal sealed unsafe class SrtpBatch(int capacity)
{
    /// <summary>Bytes behind a packet that are overwritten: the tag, and hash padding while it is computed.</summary>
    public const int Slack = SrtpContext.MaxRtpOverhead + Sha1Padding.MaxLength;

    private readonly Job[] _jobs = new Job[capacity];
    private readonly HmacJob[] _hmacs = new HmacJob[capacity];
    private int _hmacCount;

    public int Count { get; private set; }

    public int Capacity => _jobs.Length;

    private Span<Job> Jobs => _jobs.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>
    /// Adds a packet; its place in the batch is the count before. With <paramref name="verifyOnly"/> unprotecting leaves
    /// it as it is (<see cref="SrtpContext.Verify"/>).
    /// </summary>
    public void Add(SrtpContext context, byte* packet, int length, bool verifyOnly = false)
    {
        ref var job = ref _jobs[Count++];
        job.Context = context;
        job.Packet = packet;
        job.Length = length;
        job.VerifyOnly = verifyOnly;
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
        _hmacCount = 0;
        foreach (ref var job in Jobs)
        {
            var packet = new Span<byte>(job.Packet, job.Length);
            job.Hmac = -1;
            job.Status = job.Context.TakeIndex(packet, out var place);
            if (job.Status != SrtpStatus.Ok)
            {
                continue;
            }

            if (job.Context.Transform is AesCmHmacSha1 transform)
            {
                transform.Cipher(packet, place);
                AddHmac(ref job, transform, place);
            }
            else
            {
                job.Context.Transform.Protect(
                    new Span<byte>(job.Packet, job.Length + SrtpContext.MaxRtpOverhead), job.Length, place);
                job.Length += job.Context.TagLength;
            }
        }

        HmacSha1Batch.Compute(_hmacs.AsSpan(0, _hmacCount));
        foreach (ref var job in Jobs)
        {
            if (job.Hmac >= 0)
            {
                WriteTag(_hmacs[job.Hmac].Digest, new Span<byte>(job.Packet + job.Length, job.Context.TagLength));
                job.Length += job.Context.TagLength;
            }
        }
    }

    /// <summary>Authenticates every packet, and decrypts it unless it is only to be verified.</summary>
    public void Unprotect()
    {
        _hmacCount = 0;
        foreach (ref var job in Jobs)
        {
            var packet = new Span<byte>(job.Packet, job.Length);
            job.Hmac = -1;
            job.Status = job.Context.LocateReceived(packet, out job.Place);
            if (job.Status == SrtpStatus.Ok && job.Context.Transform is AesCmHmacSha1 transform)
            {
                // The padding goes where the tag is, so the tag is put aside.
                var tag = packet[^transform.TagLength..];
                tag.CopyTo(job.Tag);
                job.Length -= tag.Length;
                AddHmac(ref job, transform, job.Place);
            }
            else
            {
                Finish(ref job, job.Status == SrtpStatus.Ok && job.Context.Transform.Verify(packet, job.Place));
            }
        }

        HmacSha1Batch.Compute(_hmacs.AsSpan(0, _hmacCount));
        Span<byte> expected = stackalloc byte[SrtpContext.MaxRtpOverhead];
        foreach (ref var job in Jobs)
        {
            if (job.Hmac >= 0)
            {
                var tag = ((ReadOnlySpan<byte>)job.Tag)[..job.Context.TagLength];
                tag.CopyTo(new Span<byte>(job.Packet + job.Length, tag.Length));
                job.Length += tag.Length;
                WriteTag(_hmacs[job.Hmac].Digest, expected[..tag.Length]);
                Finish(ref job, AuthenticationTag.Matches(expected[..tag.Length], tag));
            }
        }
    }

    /// <summary>A whole packet, tag and all, and whether it authenticates where it was thought to stand.</summary>
    private static void Finish(ref Job job, bool authentic)
    {
        var packet = new Span<byte>(job.Packet, job.Length);
        if (!authentic)
        {
            job.Status = job.Status == SrtpStatus.Ok ? SrtpStatus.BadAuthentication : job.Status;
            if (!job.Context.FindsRollOver(packet, job.Status, ref job.Place))
            {
                job.Status = job.VerifyOnly
                    ? job.Context.VerifyUnderPrevious(packet, job.Status)
                    : job.Context.UnprotectUnderPrevious(packet, job.Status, out job.Length);
                return;
            }
        }

        if (!job.Context.Commit(job.Place))
        {
            job.Status = SrtpStatus.Replayed;
            return;
        }

        job.Status = SrtpStatus.Ok;
        if (!job.VerifyOnly)
        {
            job.Length -= job.Context.TagLength;
            job.Context.Transform.Decrypt(packet[..job.Length], job.Place);
        }
    }

    private void AddHmac(ref Job job, AesCmHmacSha1 transform, in PacketPlace place)
    {
        job.Hmac = _hmacCount++;
        ref var hmac = ref _hmacs[job.Hmac];
        hmac.Key = transform.Authentication;
        hmac.Data = job.Packet;
        hmac.Blocks = Sha1Padding.Write(
            new Span<byte>(job.Packet, job.Length + Sha1Padding.MaxLength), job.Length, place.RollOver, job.Length);
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
        public bool VerifyOnly;

        // Place among the messages to authenticate, or -1.
        public int Hmac;
        public PacketPlace Place;
        public TagBytes Tag;
    }

    [InlineArray(SrtpContext.MaxRtpOverhead)]
    private struct TagBytes
    {
        private byte _first;
    }
}
