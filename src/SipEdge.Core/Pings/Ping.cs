using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Pings;

/// <summary>One address that is asked. Owned by the loop of the keeper.</summary>
internal sealed class Ping(int place, PingKey key)
{
    /// <summary>What <see cref="HealthMachine"/> knows of it.</summary>
    public HealthState State;
    public int Streak;

    public int Place => place;

    public PingKey Key => key;

    public required TrunkModel Trunk { get; set; }

    public required TargetModel Target { get; set; }

    public HealthRules Rules => Trunk.Health!;

    /// <summary>Grows with every request, so that the answer to an earlier one is not taken for this one's.</summary>
    public int Turn { get; set; }

    /// <summary>An answer is waited for.</summary>
    public bool IsUnderWay { get; set; }

    public long SentAt { get; set; }

    public long NextAt { get; set; }

    public long Asked { get; set; }

    public long Failed { get; set; }

    public double? RttMs { get; set; }

    public double? SteadyRttMs { get; set; }

    public long UpSince { get; set; }

    public long DownSince { get; set; }

    public DateTimeOffset ChangedAt { get; set; }
}
