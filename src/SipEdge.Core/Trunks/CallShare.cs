namespace SipEdge.Core.Trunks;

/// <summary>What one call takes of a trunk or a group; given back once, by the loop that took it.</summary>
internal struct CallShare
{
    private LiveLoad? _load;
    private int _loop;
    private CallDirection _direction;

    public int Kbit { get; private set; }

    public readonly bool IsTaken => _load is not null;

    /// <summary>Whose it is a share of.</summary>
    public readonly LiveLoad? Load => _load;

    public readonly CallDirection Direction => _direction;

    public LoadLimit TryTake(LiveLoad load, int loop, CallDirection direction, int kbit, LoadLimits limits)
    {
        var over = load.TryTake(loop, direction, kbit, limits);
        if (over == LoadLimit.None)
        {
            (_load, _loop, _direction, Kbit) = (load, loop, direction, kbit);
        }
        return over;
    }

    public void Take(LiveLoad load, int loop, CallDirection direction, int kbit)
    {
        load.Take(loop, direction, kbit);
        (_load, _loop, _direction, Kbit) = (load, loop, direction, kbit);
    }

    /// <summary>Another bandwidth was agreed on than the one that was guessed.</summary>
    public void Change(int kbit)
    {
        _load?.Change(_loop, kbit - Kbit);
        Kbit = _load is null ? 0 : kbit;
    }

    public void Give()
    {
        _load?.Give(_loop, _direction, Kbit);
        this = default;
    }
}
