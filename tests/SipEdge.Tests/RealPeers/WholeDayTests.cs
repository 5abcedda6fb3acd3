namespace SipEdge.Tests.RealPeers;

/// <summary>
/// A day of one edge between a PBX (SIPp), a carrier that it registers at (kamailio, with telephones of SIPp behind), another over
/// TLS (baresip) and a phone at home (baresip). Nothing is restarted but the carrier that fails.
/// </summary>
public sealed class WholeDayTests
{
    [PeerFact("sipp", "baresip", "kamailio")]
    public async Task A_whole_day_in_small()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var day = new WholeDay(bed, authority);
        await day.The_peers_are_there_and_the_configuration_is_clean();
        await day.The_edge_starts_and_registers();
        await day.Calls_come_in_and_a_number_of_nobody_is_refused();
        await day.Calls_go_out_through_the_carrier_that_challenges_them();
        await day.Calls_stand_that_have_to_live_through_the_day();
        await day.A_call_is_held_and_taken_back();
        await day.A_call_is_transferred();
        await day.The_carrier_dies_and_calls_go_out_by_the_other_one();
        await day.A_new_certificate_is_shown_to_new_connections_and_a_bad_one_to_nobody();
        await day.The_carrier_comes_back_and_is_used_again();
        await day.Another_route_counts_from_the_reload_on();
        await day.There_are_as_many_calls_as_allowed_and_not_one_more();
        await day.The_long_calls_end_when_their_callers_hang_up();
        await day.Nothing_is_left_of_the_day();
        await day.The_edge_drains_and_stops();
        day.The_records_tell_of_every_call_once();
    }
}
