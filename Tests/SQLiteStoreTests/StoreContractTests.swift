import DatabaseFiles
import StoreContract
import XCTest

/// The store in SQLite passes what every store has to pass.
final class StoreContractTests: XCTestCase {
    private var folder: TemporaryFolder!

    override func setUpWithError() throws { folder = try TemporaryFolder() }

    override func tearDown() { folder = nil }

    private var contract: StoreContract {
        let path = folder.database
        return StoreContract { renderer in
            try OpenDatabase.open(path: path, renderer: renderer, legacyAnswer: { _, _ in [] }).store
        }
    }

    func testRunsEveryBehaviour() throws { try contract.assertEveryBehaviourIsRun(in: #filePath) }

    // MARK: Single invoices

    func testGivesBackWhatWasStored() throws { try contract.givesBackWhatWasStored() }
    func testKeepsTheLargestOfEverything() throws { try contract.keepsTheLargestOfEverything() }
    func testKeepsEveryFieldWithAndWithoutAValue() throws { try contract.keepsEveryFieldWithAndWithoutAValue() }
    func testReadsAnInvoiceByItsNumberToTheLetter() throws { try contract.readsAnInvoiceByItsNumberToTheLetter() }
    func testReadsTheFieldsAskedForAndTheRevision() throws { try contract.readsTheFieldsAskedForAndTheRevision() }
    func testFindsNothingThatIsNotThere() throws { try contract.findsNothingThatIsNotThere() }
    func testKeepsTextsByTheirScalars() throws { try contract.keepsTextsByTheirScalars() }
    func testReplacesItemsByFewerAndByMore() throws { try contract.replacesItemsByFewerAndByMore() }
    func testADeletedInvoiceIsGone() throws { try contract.aDeletedInvoiceIsGone() }
    func testAnotherLedgersInvoiceIsAbsent() throws { try contract.anotherLedgersInvoiceIsAbsent() }
    func testAnotherLedgersInvoiceCanNeitherBeChangedNorDeleted() throws {
        try contract.anotherLedgersInvoiceCanNeitherBeChangedNorDeleted()
    }

    // MARK: Ids, numbers and revisions

    func testIdsAreNeverGivenAgain() throws { try contract.idsAreNeverGivenAgain() }
    func testAnIDThatWasPromisedIsNotPromisedAgain() throws { try contract.anIDThatWasPromisedIsNotPromisedAgain() }
    func testANumberIsTakenInEveryLedger() throws { try contract.aNumberIsTakenInEveryLedger() }
    func testAnInvoiceOfATakenNumberIsRefused() throws { try contract.anInvoiceOfATakenNumberIsRefused() }
    func testAStatesRevisionIsGreaterThanThoseBefore() throws { try contract.aStatesRevisionIsGreaterThanThoseBefore() }
    func testAnInvoicesRevisionTellsNothingOfOtherLedgers() throws {
        try contract.anInvoicesRevisionTellsNothingOfOtherLedgers()
    }

    // MARK: Histories

    func testAHistoryHasEveryRecordInOrderAndOutlivesTheInvoice() throws {
        try contract.aHistoryHasEveryRecordInOrderAndOutlivesTheInvoice()
    }
    func testAHistoryKeepsTheWholeInvoiceThatWasCreated() throws {
        try contract.aHistoryKeepsTheWholeInvoiceThatWasCreated()
    }
    func testAHistoryKeepsEveryKindOfDifferenceExactly() throws {
        try contract.aHistoryKeepsEveryKindOfDifferenceExactly()
    }
    func testAHistorysLatestRecordsComeOldestFirst() throws { try contract.aHistorysLatestRecordsComeOldestFirst() }
    func testAHistoryLeadsToTheInvoiceAsItStands() throws { try contract.aHistoryLeadsToTheInvoiceAsItStands() }
    func testRecordsOfOneUnitKeepTheirOrder() throws { try contract.recordsOfOneUnitKeepTheirOrder() }
    func testARecordKeepsWhoDidIt() throws { try contract.aRecordKeepsWhoDidIt() }

    // MARK: Units of work

    func testAUnitGivesBackWhatItsWorkReturns() throws { try contract.aUnitGivesBackWhatItsWorkReturns() }
    func testAUnitThatSucceedsStoresAllThatItDid() throws { try contract.aUnitThatSucceedsStoresAllThatItDid() }
    func testAUnitThatThrowsStoresNothingThatItDid() throws { try contract.aUnitThatThrowsStoresNothingThatItDid() }
    func testWhatAUnitThrowsComesOutUnchanged() throws { try contract.whatAUnitThrowsComesOutUnchanged() }
    func testAUnitSeesItsOwnWork() throws { try contract.aUnitSeesItsOwnWork() }
    func testReadersSeeNothingOfAUnitThatIsNotOver() throws { try contract.readersSeeNothingOfAUnitThatIsNotOver() }
    func testAUnitThatDoesNotWaitIsStoredAsWellWhenNobodyElseWrites() throws {
        try contract.aUnitThatDoesNotWaitIsStoredAsWellWhenNobodyElseWrites()
    }
    func testAUnitThatDoesNotWaitIsRefusedWhileAnotherWritesTheSame() throws {
        try contract.aUnitThatDoesNotWaitIsRefusedWhileAnotherWritesTheSame()
    }

    // MARK: Answers

    func testAnAnswerIsWhatTheRendererMakesOfTheInvoiceAsItStands() throws {
        try contract.anAnswerIsWhatTheRendererMakesOfTheInvoiceAsItStands()
    }
    func testAKeptAnswerIsFoundUnderItsUserAndKey() throws { try contract.aKeptAnswerIsFoundUnderItsUserAndKey() }
    func testAKeptAnswerTakesTheOldOnesPlace() throws { try contract.aKeptAnswerTakesTheOldOnesPlace() }
    func testKeptAnswersAreRemovedOldestFirst() throws { try contract.keptAnswersAreRemovedOldestFirst() }
    func testAnAnswerIsReplayedWhateverBecameOfTheInvoice() throws {
        try contract.anAnswerIsReplayedWhateverBecameOfTheInvoice()
    }

    // MARK: Ledgers

    func testABusinessIsKeptForEachLedger() throws { try contract.aBusinessIsKeptForEachLedger() }
    func testCustomersComeByUseUnderTheirLatestName() throws { try contract.customersComeByUseUnderTheirLatestName() }
    func testNumbersAreFoundByTheirBeginning() throws { try contract.numbersAreFoundByTheirBeginning() }

    // MARK: Figures

    func testAnEmptyLedgerComesToNothing() throws { try contract.anEmptyLedgerComesToNothing() }
    func testFiguresFollowEveryChange() throws { try contract.figuresFollowEveryChange() }
    func testDeletingEverythingLeavesNothing() throws { try contract.deletingEverythingLeavesNothing() }
    func testAUnitThatIsUndoneLeavesTheFigures() throws { try contract.aUnitThatIsUndoneLeavesTheFigures() }
    func testOverdueIsWhatWasDueBeforeTheDay() throws { try contract.overdueIsWhatWasDueBeforeTheDay() }
    func testTheFirstAndTheLastYearHaveMonthsToo() throws { try contract.theFirstAndTheLastYearHaveMonthsToo() }
    func testRecentInvoicesAreTheNewestWithoutTheirItems() throws {
        try contract.recentInvoicesAreTheNewestWithoutTheirItems()
    }
    func testSumsAreExactBeyondSixtyFourBits() throws { try contract.sumsAreExactBeyondSixtyFourBits() }

    // MARK: Users

    func testKeepsAnAccount() throws { try contract.keepsAnAccount() }
    func testEachUserHasAnIDAndALedgerOfTheirOwn() throws { try contract.eachUserHasAnIDAndALedgerOfTheirOwn() }
    func testNamesAreTakenWithoutRegardToCase() throws { try contract.namesAreTakenWithoutRegardToCase() }
    func testCredentialsAreFoundByNameOrAddressWithoutRegardToCase() throws {
        try contract.credentialsAreFoundByNameOrAddressWithoutRegardToCase()
    }
    func testAPasswordsHashCanBeReplaced() throws { try contract.aPasswordsHashCanBeReplaced() }
    func testAGenerationGrowsForThatUserOnly() throws { try contract.aGenerationGrowsForThatUserOnly() }
    func testAUserCanBeShutOutAndLetIn() throws { try contract.aUserCanBeShutOutAndLetIn() }
    func testAnUndoneChangeOfAUserIsNotSeen() throws { try contract.anUndoneChangeOfAUserIsNotSeen() }
    func testOfManyRegistrationsOfOneNameAtOnceOneIsMade() throws {
        try contract.ofManyRegistrationsOfOneNameAtOnceOneIsMade()
    }

    // MARK: Sessions and failed sign-ins

    func testASessionIsFoundUnderItsDigest() throws { try contract.aSessionIsFoundUnderItsDigest() }
    func testUseIsNotedOfThatSessionOnly() throws { try contract.useIsNotedOfThatSessionOnly() }
    func testAnEndedSessionIsGoneForGood() throws { try contract.anEndedSessionIsGoneForGood() }
    func testAnotherGenerationEndsEverySessionOfThatUserOnly() throws {
        try contract.anotherGenerationEndsEverySessionOfThatUserOnly()
    }
    func testASessionHasItsUserAsTheyAreNow() throws { try contract.aSessionHasItsUserAsTheyAreNow() }
    func testASessionThatIsOverStaysUntilItIsRemoved() throws { try contract.aSessionThatIsOverStaysUntilItIsRemoved() }
    func testSessionsAreRemovedByBeginAndByLastUse() throws { try contract.sessionsAreRemovedByBeginAndByLastUse() }
    func testSessionsOfOneUserAreRemovedAlone() throws { try contract.sessionsOfOneUserAreRemovedAlone() }
    func testSessionsOfAGenerationThatHasPassedAreRemoved() throws {
        try contract.sessionsOfAGenerationThatHasPassedAreRemoved()
    }
    func testNoMoreSessionsAreRemovedThanMayBe() throws { try contract.noMoreSessionsAreRemovedThanMayBe() }
    func testFailedSignInsAreKeptByIdentifier() throws { try contract.failedSignInsAreKeptByIdentifier() }
    func testForgettingOneIdentifierLeavesTheOthers() throws { try contract.forgettingOneIdentifierLeavesTheOthers() }
    func testOldFailedSignInsAreRemovedSomeAtATime() throws { try contract.oldFailedSignInsAreRemovedSomeAtATime() }

    // MARK: Lists

    func testEveryListIsWhatTheContractSays() throws { try contract.everyListIsWhatTheContractSays() }
    func testEveryListOfAnswersIsTheSameRendered() throws { try contract.everyListOfAnswersIsTheSameRendered() }
    func testEveryListIsWalkedWholeByItsCursors() throws { try contract.everyListIsWalkedWholeByItsCursors() }
    func testACursorNamesTheLastInvoiceOfItsPage() throws { try contract.aCursorNamesTheLastInvoiceOfItsPage() }
    func testASkipBeyondEverythingIsEmpty() throws { try contract.aSkipBeyondEverythingIsEmpty() }
    func testAnotherLedgersListHasNothingOfThisOne() throws { try contract.anotherLedgersListHasNothingOfThisOne() }
    func testReadingCanPauseAfterAnyInvoice() throws { try contract.readingCanPauseAfterAnyInvoice() }
    func testFieldsNotAskedForAreLeftEmpty() throws { try contract.fieldsNotAskedForAreLeftEmpty() }
    func testRowsGiveEveryFieldAskedFor() throws { try contract.rowsGiveEveryFieldAskedFor() }
    func testAPositionOfAnotherSortIsRefused() throws { try contract.aPositionOfAnotherSortIsRefused() }
    func testPositionsAtTheEndsOfTheNumbersAreTaken() throws { try contract.positionsAtTheEndsOfTheNumbersAreTaken() }
    func testWhatIsSearchedForMeansItself() throws { try contract.whatIsSearchedForMeansItself() }

    // MARK: Lists while others write, and many who write at once

    func testAWalkNeitherSkipsNorRepeatsWhatExistsThroughout() throws {
        try contract.aWalkNeitherSkipsNorRepeatsWhatExistsThroughout()
    }
    func testAnOpenListIsOneState() throws { try contract.anOpenListIsOneState() }
    func testAListDroppedMidwayIsInNobodysWay() throws { try contract.aListDroppedMidwayIsInNobodysWay() }
    func testChangesAtOnceComeOneAfterTheOther() throws { try contract.changesAtOnceComeOneAfterTheOther() }
    func testOfTwoChangesUnderOneConditionOneIsMade() throws { try contract.ofTwoChangesUnderOneConditionOneIsMade() }
    func testCreationsAtOnceGetIDsAndNumbersOfTheirOwn() throws {
        try contract.creationsAtOnceGetIDsAndNumbersOfTheirOwn()
    }
    func testCreationsAtOnceUnderOneKeyMakeOneInvoice() throws {
        try contract.creationsAtOnceUnderOneKeyMakeOneInvoice()
    }
    func testUnitsBesideFailingOnesLeaveOneResultEach() throws {
        try contract.unitsBesideFailingOnesLeaveOneResultEach()
    }
    func testAReaderBesideWritersSeesOnlyWholeStates() throws { try contract.aReaderBesideWritersSeesOnlyWholeStates() }
}
