namespace SipEdge.Media.Quality;

/// <summary>
/// How losses come: alone or in bursts. A burst begins and ends with a loss, has at least two, and fewer than
/// <see cref="GapMinimum"/> packets between any two (RFC 3611 §4.7.2); "lost" there is missing or too late to be played.
/// Counts whole bursts where the RFC estimates them from transitions. Plain data; fed in order of sequence.
/// </summary>
public struct LossBursts
{
    /// <summary>Gmin of RFC 3611 §4.7.2, with its recommended value.</summary>
    public const int GapMinimum = 16;

    private long _goodSince;
    private long _lostInEpisode;
    private long _run;

    /// <summary>Packets that were not played.</summary>
    public long Lost { get; private set; }

    /// <summary>Unbroken rows of them, of one or more.</summary>
    public long Runs { get; private set; }

    public long LongestRun { get; private set; }

    public long Bursts { get; private set; }

    /// <summary>Losses within bursts; the others came alone.</summary>
    public long LostInBursts { get; private set; }

    /// <summary>Packets from the first to the last loss of each burst, what came between included.</summary>
    public long PacketsInBursts { get; private set; }

    public void Good() => _goodSince++;

    public void Lose(long count)
    {
        var first = Lost == 0;
        if (first || _goodSince > 0)
        {
            Runs++;
            _run = 0;
        }

        _run += count;
        LongestRun = Math.Max(LongestRun, _run);
        if (first || _goodSince >= GapMinimum)
        {
            _lostInEpisode = count;
            if (count >= 2)
            {
                Burst(count, count);
            }
        }
        else
        {
            if (_lostInEpisode == 1)
            {
                Burst(1, 1); // what looked like a single loss was the first of a burst
            }

            _lostInEpisode += count;
            LostInBursts += count;
            PacketsInBursts += _goodSince + count;
        }

        Lost += count;
        _goodSince = 0;
    }

    private void Burst(long packets, long lost)
    {
        Bursts++;
        PacketsInBursts += packets;
        LostInBursts += lost;
    }
}
