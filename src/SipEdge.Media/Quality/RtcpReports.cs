using System.Buffers.Binary;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Quality;

/// <summary>
/// Reads sender reports, receiver reports (RFC 3550 §6.4) and extended reports (RFC 3611) of a compound, in one pass over at
/// most its own length. Other packets are passed over.
/// </summary>
public static class RtcpReports
{
    private const byte SenderReport = 200;
    private const byte ReceiverReport = 201;
    private const byte ExtendedReport = 207;
    private const int SenderInfo = 20;
    private const int BlockLength = 24;

    private const byte LossRuns = 1;
    private const byte Summary = 6;
    private const byte Voip = 7;
    private const int VoipLength = 36;

    /// <param name="about">The SSRC whose report is wanted: the sender of a compound may report on more than one.</param>
    public static RtpStatus Read(ReadOnlySpan<byte> compound, uint about, out RtcpReport report)
    {
        report = default;
        var read = default(RtcpReport);
        while (!compound.IsEmpty)
        {
            if (compound.Length < 4 || compound[0] >> 6 != 2)
            {
                return RtpStatus.BadCompound;
            }

            var length = 4 * (1 + BinaryPrimitives.ReadUInt16BigEndian(compound[2..]));
            if (length > compound.Length)
            {
                return RtpStatus.BadCompound;
            }

            var body = compound[4..length];
            var fits = compound[1] switch
            {
                SenderReport => ReadSender(body, compound[0] & 0x1F, about, ref read),
                ReceiverReport => body.Length >= 4 && ReadBlocks(body[4..], compound[0] & 0x1F, about, ref read),
                ExtendedReport => body.Length >= 4 && ReadExtended(body[4..], about, ref read),
                _ => true,
            };
            if (!fits)
            {
                return RtpStatus.BadCompound;
            }

            compound = compound[length..];
        }

        report = read;
        return RtpStatus.Valid;
    }

    private static bool ReadSender(ReadOnlySpan<byte> body, int blocks, uint about, ref RtcpReport report)
    {
        if (body.Length < 4 + SenderInfo)
        {
            return false;
        }

        report = report with { HasSender = true, NtpMiddle = BinaryPrimitives.ReadUInt32BigEndian(body[6..]) };
        return ReadBlocks(body[(4 + SenderInfo)..], blocks, about, ref report);
    }

    private static bool ReadBlocks(ReadOnlySpan<byte> body, int blocks, uint about, ref RtcpReport report)
    {
        if (body.Length < blocks * BlockLength)
        {
            return false;
        }

        for (; blocks > 0; blocks--)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(body) == about)
            {
                report = report with
                {
                    HasBlock = true,
                    FractionLost = body[4],

                    // 24 bits with a sign.
                    CumulativeLost = BinaryPrimitives.ReadInt32BigEndian(body[4..]) << 8 >> 8,
                    Jitter = BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
                    LastSenderReport = BinaryPrimitives.ReadUInt32BigEndian(body[16..]),
                    DelaySinceLast = BinaryPrimitives.ReadUInt32BigEndian(body[20..]),
                };
            }

            body = body[BlockLength..];
        }

        return true;
    }

    private static bool ReadExtended(ReadOnlySpan<byte> blocks, uint about, ref RtcpReport report)
    {
        while (!blocks.IsEmpty)
        {
            if (blocks.Length < 4)
            {
                return false;
            }

            var length = 4 * (1 + BinaryPrimitives.ReadUInt16BigEndian(blocks[2..]));
            if (length > blocks.Length)
            {
                return false;
            }

            if (!ReadExtendedBlock(blocks[..length], about, ref report))
            {
                return false;
            }

            blocks = blocks[length..];
        }

        return true;
    }

    private static bool ReadExtendedBlock(ReadOnlySpan<byte> block, uint about, ref RtcpReport report)
    {
        switch (block[0])
        {
            case LossRuns:
                report = report with { HasLossRuns = true };
                return true;
            case Summary:
                report = report with { HasSummary = true };
                return true;
            case Voip when block.Length != VoipLength:
                return false;
            case Voip when BinaryPrimitives.ReadUInt32BigEndian(block[4..]) == about:
                report = report with
                {
                    Voip = new VoipMetrics(
                        block[8],
                        block[9],
                        BinaryPrimitives.ReadUInt16BigEndian(block[16..]),
                        BinaryPrimitives.ReadUInt16BigEndian(block[18..]),
                        block[24],
                        block[26],
                        block[27]),
                };
                return true;
            default:
                return true;
        }
    }
}
